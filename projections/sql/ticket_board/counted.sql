-- by community, by the grid they lay in then, or by the place they were reported at: how many came in and were closed in that time, how
-- many stood open and late at the end. Those are found by ticket_board_step_open
select
  case %(by)s when 'community' then told.community end as community,
  case %(by)s when 'grid' then told.grid end as grid,
  case %(by)s when 'place' then place.building end as building,
  case %(by)s when 'place' then place.lon end as lon,
  case %(by)s when 'place' then place.lat end as lat,
  sum(told.reported)::integer as reported,
  sum(told.closed)::integer as closed,
  sum(told.open)::integer as open,
  sum(told.overdue)::integer as overdue
from (
  select ticket, community, grid, filed as reported, standing as closed, 0 as open, 0 as overdue
  from (
    -- here: tallied.sql
  ) as tally
  union all
  select step.ticket, step.community, step.grid, 0, 0, 1, coalesce(step.due_at < coalesce(step.stopped_at, %(at)s), false)::integer
  from views.ticket_board_step as step
  cross join lateral (
    select
    from views.ticket_board_ticket as whole
    where whole.ticket = step.ticket
      and whole.parent is null
    limit 1
  ) as whole
  where step.community = any (%(communities)s)
    and step.status <> 'closed'
    and tstzrange(step.valid_from, step.valid_to) @> %(at)s::timestamptz
) as told
left join views.ticket_board_ticket as place on %(by)s = 'place' and place.ticket = told.ticket
where %(grids)s::text[] is null
  or told.grid = any (%(grids)s)
group by 1, 2, 3, 4, 5
having (sum(told.reported), sum(told.closed), sum(told.open)) <> (0, 0, 0)
order by 1, 2, 3, 4, 5
