-- by community, by the grid they lay in then, or by the place they were reported at: how many came in and were closed in that time, how many stood open and late at the end
select
  case %(by)s when 'community' then ticket.community end as community,
  case %(by)s when 'grid' then step.grid end as grid,
  case %(by)s when 'place' then ticket.building end as building,
  case %(by)s when 'place' then ticket.lon end as lon,
  case %(by)s when 'place' then ticket.lat end as lat,
  count(*) filter (where ticket.reported_at >= %(since)s and ticket.reported_at < %(until)s)::integer as reported,
  count(*) filter (where step.status = 'closed' and step.closed_at >= %(since)s and step.closed_at < %(until)s)::integer as closed,
  count(*) filter (where step.status <> 'closed')::integer as open,
  count(*) filter (where step.status <> 'closed' and step.due_at < coalesce(step.stopped_at, %(at)s::timestamptz, now()))::integer as overdue
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step
  on step.ticket = ticket.ticket
  and step.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (step.valid_to is null or coalesce(%(at)s::timestamptz, now()) < step.valid_to)
where ticket.community = any (%(communities)s)
  and ticket.parent is null
  and (%(grids)s::text[] is null or step.grid = any (%(grids)s))
group by 1, 2, 3, 4, 5
order by 1, 2, 3, 4, 5
