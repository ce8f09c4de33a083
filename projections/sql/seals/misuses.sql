select
  misuse.report,
  misuse.community,
  misuse.use_number,
  misuse.reported_by,
  misuse.reported_at,
  misuse.clause,
  misuse.outcome,
  misuse.settled_by,
  misuse.document
from views.seals_misuse as misuse
where misuse.community = any (%(communities)s)
order by misuse.reported_at, misuse.report
