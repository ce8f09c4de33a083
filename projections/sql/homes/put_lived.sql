-- the life of each household in one row: from each instant at which something changed, where it lived and with how many
with point as (
  select household, valid_from
  from {stay}
  where household = any (%(households)s)
  union
  select household, valid_from
  from {assignment}
  where household = any (%(households)s)
  union
  select household, valid_from
  from {member}
  where household = any (%(households)s)
),
state as (
  select
    point.household,
    point.valid_from,
    stay.building,
    case when stay.building is not null then grid.grid end as grid,
    case when stay.building is not null then members.people end as people
  from point
  left join {stay} as stay
    on stay.household = point.household
    and stay.valid_from <= point.valid_from
    and (stay.valid_to is null or point.valid_from < stay.valid_to)
  left join {assignment} as grid
    on grid.household = point.household
    and grid.valid_from <= point.valid_from
    and (grid.valid_to is null or point.valid_from < grid.valid_to)
  cross join lateral (
    select count(*)::integer as people
    from {member} as member
    where member.household = point.household
      and member.is_present
      and member.valid_from >= stay.stay_from
      and member.valid_from <= point.valid_from
      and (member.valid_to is null or point.valid_from < member.valid_to)
  ) as members
),
change as (
  select
    state.household,
    state.valid_from,
    state.building,
    state.grid,
    state.people,
    (lag(building) over told, lag(grid) over told, lag(people) over told) is distinct from (building, grid, people) as is_new
  from state
  window told as (partition by household order by valid_from)
)
insert into {lived} (household, community, since, people, buildings, grids)
select
  change.household,
  home.community,
  array_agg(change.valid_from order by change.valid_from),
  array_agg(change.people order by change.valid_from),
  array_agg(change.building order by change.valid_from),
  array_agg(change.grid order by change.valid_from)
from change
join {household} as home on home.household = change.household
where change.is_new
group by change.household, home.community
on conflict (household) do update
set community = excluded.community,
  since = excluded.since,
  people = excluded.people,
  buildings = excluded.buildings,
  grids = excluded.grids
