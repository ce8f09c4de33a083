select
  decision.decided_on,
  decision.document,
  decision.changed,
  decision.decided_by
from views.difficulty_decision as decision
where decision.community = %(community)s
order by decision.position
