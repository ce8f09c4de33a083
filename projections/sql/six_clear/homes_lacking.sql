-- of those who live in each grid then: how many have no head, and how many nobody visited since, by each of several definitions
select
  home.community,
  home.grid,
  count(*) filter (where not home.headed @> %(at)s::timestamptz)::integer as headless,
  array[{unvisited}]::integer[] as unvisited
from (
  select
    lived.community,
    lived.grids[width_bucket(%(at)s::timestamptz, lived.since)] as grid,
    lived.headed,
    lived.visited_at,
    lived.purposes,
    width_bucket(%(at)s::timestamptz, lived.visited_at) as last
  from views.six_clear_lived as lived
  where lived.community = any (%(communities)s)
    and lived.people[width_bucket(%(at)s::timestamptz, lived.since)] is not null
) as home
group by home.community, home.grid
