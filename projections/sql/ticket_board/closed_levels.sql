-- as they stood then, of those closed in that time and not opened again: by community, by the grid they lay in, or by the place they were
-- reported at; ticket_board_closing_level
select
  case %(by)s when 'community' then closing.community end as community,
  case %(by)s when 'grid' then closing.grid end as grid,
  case %(by)s when 'place' then closing.building end as building,
  case %(by)s when 'place' then closing.lon end as lon,
  case %(by)s when 'place' then closing.lat end as lat,
  closing.scope,
  closing.level,
  count(*)::integer as closed
-- here: stood_closed.sql
group by 1, 2, 3, 4, 5, 6, 7
order by 1, 2, 3, 4, 5, 6, 7
