select
  measure_id,
  community,
  subject,
  measure,
  ground,
  clause,
  document,
  proposed_by,
  proposed_at,
  outcome,
  decided_by,
  decided_at,
  keys
from views.personal_records_measure
where (%(community)s::text is null or community = %(community)s)
  and (%(subject)s::text is null or subject = %(subject)s)
order by position desc
