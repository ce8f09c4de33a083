-- by community, by the grid they lay in at the moment, or by the place they were reported at: matters reported in that time and how far they
-- came; matters that fell due in it; closings in it, those undone again, and how content who asked was. Parts are counted with their whole
with told as (
  select
    step.grid,
    ticket.community,
    ticket.building,
    ticket.lon,
    ticket.lat,
    1 as filed,
    (step.is_handled or step.status = 'closed')::integer as handled,
    (step.status = 'closed')::integer as closed,
    0 as due,
    0 as in_time,
    0 as extended,
    0 as closings,
    0 as undone,
    0 as asked,
    0 as content
  from views.ticket_board_ticket as ticket
  cross join lateral (
    select step.grid, step.is_handled, step.status
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
  select
    step.grid,
    ticket.community,
    ticket.building,
    ticket.lon,
    ticket.lat,
    0,
    0,
    0,
    1,
    (step.status = 'closed' and step.closed_at <= step.due_at)::integer,
    exists (
      select
      from views.ticket_board_step as longer
      where longer.ticket = step.ticket
        and longer.name = 'ticket.deadline_extended'
        and longer.valid_from <= %(at)s
    )::integer,
    0,
    0,
    0,
    0
  from views.ticket_board_step as step
  join views.ticket_board_ticket as ticket on ticket.ticket = step.ticket
  where step.community = any (%(communities)s)
    and step.due_at >= %(since)s
    and step.due_at < %(until)s
    and step.valid_from <= %(at)s
    and (step.valid_to is null or %(at)s < step.valid_to)
    and (step.due_at <= %(at)s or step.status = 'closed')
    and ticket.parent is null
  union all
  select
    stood.grid,
    ticket.community,
    ticket.building,
    ticket.lon,
    ticket.lat,
    0,
    0,
    0,
    0,
    0,
    0,
    1,
    exists (
      select
      from views.ticket_board_step as again
      where again.ticket = step.ticket
        and again.name = 'ticket.reopened'
        and again.position > step.position
        and again.valid_from <= %(at)s
    )::integer,
    (step.satisfaction is not null)::integer,
    (step.satisfaction >= 4)::integer
  from views.ticket_board_step as step
  join views.ticket_board_ticket as ticket on ticket.ticket = step.ticket
  cross join lateral (
    select stood.grid
    from views.ticket_board_step as stood
    where stood.ticket = step.ticket
      and stood.valid_from <= %(at)s
      and (stood.valid_to is null or %(at)s < stood.valid_to)
    limit 1
  ) as stood
  where step.community = any (%(communities)s)
    and step.name = 'ticket.closed'
    and step.closed_at >= %(since)s
    and step.closed_at < %(until)s
    and step.valid_from <= %(at)s
    and ticket.parent is null
)
select
  case %(by)s when 'community' then community end as community,
  case %(by)s when 'grid' then grid end as grid,
  case %(by)s when 'place' then building end as building,
  case %(by)s when 'place' then lon end as lon,
  case %(by)s when 'place' then lat end as lat,
  sum(filed)::integer as filed,
  sum(handled)::integer as handled,
  sum(closed)::integer as closed,
  sum(due)::integer as due,
  sum(in_time)::integer as in_time,
  sum(extended)::integer as extended,
  sum(closings)::integer as closings,
  sum(undone)::integer as undone,
  sum(asked)::integer as asked,
  sum(content)::integer as content
from told
where %(grids)s::text[] is null
  or grid = any (%(grids)s)
group by 1, 2, 3, 4, 5
order by 1, 2, 3, 4, 5
