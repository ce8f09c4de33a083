-- who lives where then
select
  lived.buildings[at.place] as building,
  lived.grids[at.place] as grid,
  count(*)::integer as households,
  sum(lived.people[at.place])::integer as people
from {lived} as lived
cross join lateral (
  select width_bucket(coalesce(%(at)s::timestamptz, now()), lived.since) as place
) as at
where lived.community = any (%(communities)s)
  and lived.people[at.place] is not null
group by 1, 2
