-- of those who live in each grid then: how many have no head, and how many nobody visited since, by each of several definitions;
-- `offset 0`: what is found of a home is found once, and the sums are over that, not over the home's whole life
select
  home.community,
  home.grid,
  sum(home.headless)::integer as headless,
  array[{unvisited}]::integer[] as unvisited
from (
  select
    lived.community,
    lived.grids[lived.place] as grid,
    (not lived.headed @> %(at)s::timestamptz)::integer as headless
    {is_unvisited}
  from (
    select
      community,
      people,
      grids,
      headed,
      visited_at,
      purposes,
      width_bucket(%(at)s::timestamptz, since) as place,
      width_bucket(%(at)s::timestamptz, visited_at) as last
    from views.six_clear_lived
    where community = any (%(communities)s)
    offset 0
  ) as lived
  where lived.people[lived.place] is not null
  offset 0
) as home
group by home.community, home.grid
