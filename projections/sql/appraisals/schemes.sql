select
  scheme.scheme,
  scheme.appraisal,
  scheme.title,
  scheme.parts,
  scheme.steps,
  scheme.passing,
  scheme.clause
from views.appraisals_scheme as scheme
where scheme.community = %(community)s
order by scheme.position
