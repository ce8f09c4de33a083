-- an atom that holds buildings of two groups is drawn with the group of its fullest building
with land as (
  select coalesce(plan.tessellation, community.tessellation) as tessellation
  from views.grids_community as community
  left join views.grids_plan as plan
    on plan.community = community.community
    and plan.valid_from <= %(at)s
    and (plan.valid_to is null or %(at)s < plan.valid_to)
  where community.community = %(community)s
),
held as (
  select distinct on (placement.atom)
    placement.tessellation,
    placement.atom,
    member.building_group
  from unnest(%(groups)s::text[], %(buildings)s::text[]) as member (building_group, building)
  join views.grids_building as building on building.building = member.building
  cross join land
  join views.grids_placement as placement
    on placement.building = member.building
    and placement.tessellation = land.tessellation
  order by placement.atom, building.dwellings desc, member.building
)
select
  held.building_group,
  st_asgeojson(st_union(atom.geom), 9)::jsonb as geometry
from held
join views.grids_atom as atom on atom.tessellation = held.tessellation and atom.atom = held.atom
group by held.building_group
