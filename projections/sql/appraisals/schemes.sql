select
  scheme.scheme,
  scheme.community,
  scheme.appraisal,
  scheme.title,
  scheme.parts,
  scheme.steps,
  scheme.passing,
  scheme.clause
from views.appraisals_scheme as scheme
where scheme.community = any (%(communities)s)
order by scheme.position
