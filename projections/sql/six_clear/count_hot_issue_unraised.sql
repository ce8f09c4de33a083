-- categories; whatever register a ticket stands in, its grid is one community's; the limit keeps the planner to the ticket's own rows
select
  min(hot.community) as community,
  hot.grid,
  count(*)::integer as missing
from (
  select
    min(matter.community) as community,
    place.grid
  from views.six_clear_matter as matter
  join lateral (
    select place.grid
    from views.six_clear_ticket_grid as place
    where place.ticket = matter.matter
      and place.valid_from <= %(at)s
      and (place.valid_to is null or %(at)s < place.valid_to)
    limit 1
  ) as place on true
  where matter.community = any (%(communities)s)
    and matter.kind = 'ticket'
    and matter.began_at >= %(earliest)s
    and matter.began_at <= %(at)s
  group by place.grid, matter.category
  having count(*) >= %(times)s
    and bool_and(matter.raised_at is null or %(at)s < matter.raised_at)
) as hot
group by hot.grid
