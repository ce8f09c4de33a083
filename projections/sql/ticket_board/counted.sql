-- by community, by the grid they lay in then, or by the place they were reported at: how many came in and were closed in that time, how
-- many stood open and late at the end. Each part is found by an index of its own: ticket_board_ticket_reported, ticket_board_step_closed,
-- ticket_board_step_open
with told as (
  select step.ticket, step.grid, 1 as reported, 0 as closed, 0 as open, 0 as overdue
  from views.ticket_board_ticket as ticket
  join views.ticket_board_step as step
    on step.ticket = ticket.ticket
    and step.valid_from <= %(at)s
    and (step.valid_to is null or %(at)s < step.valid_to)
  where ticket.community = any (%(communities)s)
    and ticket.reported_at >= %(since)s
    and ticket.reported_at < %(until)s
  union all
  select stood.ticket, stood.grid, 0, 1, 0, 0
  from views.ticket_board_step as step
  join views.ticket_board_step as stood
    on stood.ticket = step.ticket
    and stood.valid_from <= %(at)s
    and (stood.valid_to is null or %(at)s < stood.valid_to)
    and stood.closed_at = step.closed_at
  where step.community = any (%(communities)s)
    and step.name = 'ticket.closed'
    and step.closed_at >= %(since)s
    and step.closed_at < %(until)s
  union all
  select step.ticket, step.grid, 0, 0, 1, (step.due_at < coalesce(step.stopped_at, %(at)s))::integer
  from views.ticket_board_step as step
  where step.community = any (%(communities)s)
    and step.status <> 'closed'
    and tstzrange(step.valid_from, step.valid_to) @> %(at)s::timestamptz
)
select
  case %(by)s when 'community' then ticket.community end as community,
  case %(by)s when 'grid' then told.grid end as grid,
  case %(by)s when 'place' then ticket.building end as building,
  case %(by)s when 'place' then ticket.lon end as lon,
  case %(by)s when 'place' then ticket.lat end as lat,
  sum(told.reported)::integer as reported,
  sum(told.closed)::integer as closed,
  sum(told.open)::integer as open,
  coalesce(sum(told.overdue), 0)::integer as overdue
from told
join views.ticket_board_ticket as ticket on ticket.ticket = told.ticket
where ticket.parent is null
  and (%(grids)s::text[] is null or told.grid = any (%(grids)s))
group by 1, 2, 3, 4, 5
order by 1, 2, 3, 4, 5
