-- of those who live in each grid then: how many have no head, and how many nobody visited after `before` with one of the purposes
select
  home.community,
  home.grid,
  count(*) filter (where not home.headed @> %(at)s::timestamptz)::integer as headless,
  count(*) filter (
    where not (home.purposes[home.before + 1:home.last] && coalesce(%(purposes)s::text[], home.purposes))
  )::integer as unvisited
from (
  select
    lived.community,
    lived.grids[width_bucket(%(at)s::timestamptz, lived.since)] as grid,
    lived.headed,
    lived.purposes,
    width_bucket(%(before)s::timestamptz, lived.visited_at) as before,
    width_bucket(%(at)s::timestamptz, lived.visited_at) as last
  from views.six_clear_lived as lived
  where lived.community = any (%(communities)s)
    and lived.people[width_bucket(%(at)s::timestamptz, lived.since)] is not null
) as home
group by home.community, home.grid
