-- a fact that another of the same moment replaced comes and goes at once, and so counts nothing
insert into grids_occupied (building, community, valid_from, valid_to, households)
select
  counted.building,
  building.community,
  counted.since,
  lead(counted.since) over (partition by counted.building order by counted.since),
  counted.households
from (
  select
    step.building,
    step.since,
    (sum(sum(step.change)) over (partition by step.building order by step.since))::integer as households
  from (
    select stay.building, stay.valid_from as since, 1 as change
    from grids_stay as stay
    where stay.building = any (%(buildings)s)
    union all
    select stay.building, stay.valid_to, -1
    from grids_stay as stay
    where stay.building = any (%(buildings)s)
      and stay.valid_to is not null
  ) as step
  group by step.building, step.since
) as counted
join grids_building as building on building.building = counted.building
