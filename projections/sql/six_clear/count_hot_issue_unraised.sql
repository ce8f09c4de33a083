-- categories; whatever register a ticket stands in, its grid is one community's
select
  min(hot.community) as community,
  hot.grid,
  count(*)::integer as missing
from (
  select
    min(matter.community) as community,
    matter.grids[width_bucket(%(at)s::timestamptz, matter.grid_since)] as grid
  from views.six_clear_matter as matter
  where matter.community = any (%(communities)s)
    and matter.kind = 'ticket'
    and matter.began_at >= %(earliest)s
    and matter.began_at <= %(at)s
  group by 2, matter.category
  having count(*) >= %(times)s
    and bool_and(matter.raised_at is null or %(at)s < matter.raised_at)
) as hot
group by hot.grid
