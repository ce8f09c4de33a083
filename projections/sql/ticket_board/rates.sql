-- by community, by the grid they lay in at the moment, or by the place they were reported at: matters reported in that time and how far they
-- came; matters that fell due in it; closings in it, those undone again, and how content who asked was
select
  case %(by)s when 'community' then told.community end as community,
  case %(by)s when 'grid' then told.grid end as grid,
  case %(by)s when 'place' then place.building end as building,
  case %(by)s when 'place' then place.lon end as lon,
  case %(by)s when 'place' then place.lat end as lat,
  sum(told.filed)::integer as filed,
  sum(told.handled)::integer as handled,
  sum(told.closed)::integer as closed,
  sum(told.due)::integer as due,
  sum(told.in_time)::integer as in_time,
  sum(told.extended)::integer as extended,
  sum(told.closings)::integer as closings,
  sum(told.undone)::integer as undone,
  sum(told.asked)::integer as asked,
  sum(told.content)::integer as content
from (
  -- here: tallied.sql
) as told
left join views.ticket_board_ticket as place on %(by)s = 'place' and place.ticket = told.ticket
where %(grids)s::text[] is null
  or told.grid = any (%(grids)s)
group by 1, 2, 3, 4, 5
having (sum(told.filed), sum(told.due), sum(told.closings)) <> (0, 0, 0)
order by 1, 2, 3, 4, 5
