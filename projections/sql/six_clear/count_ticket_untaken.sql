select
  matter.community,
  matter.grids[width_bucket(%(at)s::timestamptz, matter.grid_since)] as grid,
  count(*)::integer as missing
from views.six_clear_matter as matter
where matter.community = any (%(communities)s)
  and matter.kind = 'ticket'
  and matter.began_at <= %(at)s
  and coalesce(matter.taken_at, 'infinity') > %(at)s
group by 1, 2
