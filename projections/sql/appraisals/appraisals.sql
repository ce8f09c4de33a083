select
  appraisal.appraisal,
  appraisal.community,
  appraisal.scheme,
  appraisal.of_unit,
  appraisal.span_first,
  appraisal.span_last,
  appraisal.measured,
  appraisal.steps,
  appraisal.points,
  appraisal.grade,
  appraisal.capped_by,
  appraisal.reported_to
from views.appraisals_appraisal as appraisal
where appraisal.community = any (%(communities)s)
order by appraisal.span_last desc, appraisal.appraisal
