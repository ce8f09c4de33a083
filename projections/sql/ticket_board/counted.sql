-- by community, by the grid they lay in then, or by the place they were reported at: how many came in and were closed in that time, how
-- many stood open and late at the end. Each part is found by an index of its own: ticket_board_ticket_reported, ticket_board_step_closed,
-- ticket_board_step_open; without the limits of one the planner reads every step there is
with told as (
  select ticket.community, ticket.building, ticket.lon, ticket.lat, step.grid, 1 as reported, 0 as closed, 0 as open, 0 as overdue
  from views.ticket_board_ticket as ticket
  cross join lateral (
    select step.grid
    from views.ticket_board_step as step
    where step.ticket = ticket.ticket
      and step.valid_from <= %(at)s
      and (step.valid_to is null or %(at)s < step.valid_to)
    limit 1
  ) as step
  where ticket.community = any (%(communities)s)
    and ticket.parent is null
    and ticket.reported_at >= %(since)s
    and ticket.reported_at < %(until)s
  union all
  select ticket.community, ticket.building, ticket.lon, ticket.lat, stood.grid, 0, 1, 0, 0
  from views.ticket_board_step as step
  cross join lateral (
    select stood.grid
    from views.ticket_board_step as stood
    where stood.ticket = step.ticket
      and stood.valid_from <= %(at)s
      and (stood.valid_to is null or %(at)s < stood.valid_to)
      and stood.closed_at = step.closed_at
    limit 1
  ) as stood
  cross join lateral (
    select whole.community, whole.building, whole.lon, whole.lat
    from views.ticket_board_ticket as whole
    where whole.ticket = step.ticket
      and whole.parent is null
    limit 1
  ) as ticket
  where step.community = any (%(communities)s)
    and step.name = 'ticket.closed'
    and step.closed_at >= %(since)s
    and step.closed_at < %(until)s
  union all
  select
    ticket.community,
    ticket.building,
    ticket.lon,
    ticket.lat,
    step.grid,
    0,
    0,
    1,
    coalesce(step.due_at < coalesce(step.stopped_at, %(at)s), false)::integer
  from views.ticket_board_step as step
  cross join lateral (
    select whole.community, whole.building, whole.lon, whole.lat
    from views.ticket_board_ticket as whole
    where whole.ticket = step.ticket
      and whole.parent is null
    limit 1
  ) as ticket
  where step.community = any (%(communities)s)
    and step.status <> 'closed'
    and tstzrange(step.valid_from, step.valid_to) @> %(at)s::timestamptz
)
select
  case %(by)s when 'community' then community end as community,
  case %(by)s when 'grid' then grid end as grid,
  case %(by)s when 'place' then building end as building,
  case %(by)s when 'place' then lon end as lon,
  case %(by)s when 'place' then lat end as lat,
  sum(reported)::integer as reported,
  sum(closed)::integer as closed,
  sum(open)::integer as open,
  sum(overdue)::integer as overdue
from told
where %(grids)s::text[] is null
  or grid = any (%(grids)s)
group by 1, 2, 3, 4, 5
order by 1, 2, 3, 4, 5
