with told as (
  select subject, position
  from unnest(%b::text[], %b::bigint[]) as told (subject, position)
)
insert into grids_drawn (community, position)
select place.community, max(place.position)
from (
  select community.community, told.position
  from told
  join grids_community as community on community.community = told.subject
  union all
  select made.community, told.position
  from told
  join grids_tessellation as made on made.tessellation = told.subject
  union all
  select plan.community, told.position
  from told
  join grids_plan as plan on plan.plan = told.subject
  union all
  select building.community, told.position
  from told
  join grids_building as building on building.building = told.subject
  union all
  select building.community, told.position
  from told
  join grids_stay as stay on stay.household = told.subject
  join grids_building as building on building.building = stay.building
) as place
group by place.community
on conflict (community) do update
set position = greatest(grids_drawn.position, excluded.position)
