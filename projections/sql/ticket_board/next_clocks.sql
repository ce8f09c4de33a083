select
  known.community,
  min(least(step.due_at, step.stopped_until)) as at
from unnest(%(communities)s::text[], %(reached)s::timestamptz[], %(through)s::bigint[]) as known (community, reached, through)
join views.ticket_board_ticket as ticket on ticket.community = known.community
join views.ticket_board_step as step on step.ticket = ticket.ticket
where step.valid_to is null
  and step.status <> 'closed'
  and least(step.due_at, step.stopped_until) is not null
  and (
    known.reached is null
    or least(step.due_at, step.stopped_until) >= known.reached
    or step.position > known.through
  )
group by known.community
