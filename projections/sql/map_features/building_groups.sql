-- a group as it was drawn each time, on the land of the atoms of its buildings under the plan in force then; an atom that holds buildings
-- of two groups is drawn with the group of its fullest building
with drawn as materialized (
  select
    (drawn.building_group || '.' || drawn.position) collate "C" as key,
    drawn.building_group,
    building_group.community,
    drawn.name,
    drawn.grid,
    drawn.buildings,
    drawn.households,
    drawn.valid_from,
    least(
      lead(drawn.valid_from) over (partition by drawn.building_group order by drawn.valid_from, drawn.position),
      building_group.dissolved_at
    ) as valid_to
  from views.teams_building_group as building_group
  join views.teams_group_drawn as drawn on drawn.building_group = building_group.building_group
  where %(communities)s::text[] is null
    or building_group.community = any (%(communities)s)
),
member as materialized (
  select
    drawn.key,
    drawn.building_group,
    drawn.valid_from,
    drawn.valid_to,
    placement.tessellation,
    placement.atom,
    building.building,
    building.dwellings
  from drawn
  cross join lateral jsonb_array_elements_text(drawn.buildings) as named (building)
  join views.grids_building as building on building.building = named.building
  join views.grids_placement as placement on placement.building = building.building
),
version as materialized (
  select
    drawn.key,
    drawn.building_group,
    drawn.name,
    drawn.grid,
    drawn.buildings,
    drawn.households,
    drawn.community,
    drawn.valid_from,
    drawn.valid_to,
    moment.shown_at,
    coalesce(plan.tessellation, community.tessellation) as tessellation
  from drawn
  cross join lateral (
    select greatest(drawn.valid_from, least(drawn.valid_to - interval '1 microsecond', %(at)s)) as shown_at
  ) as moment
  join views.grids_community as community on community.community = drawn.community
  left join views.grids_plan as plan
    on plan.community = drawn.community
    and plan.valid_from <= moment.shown_at
    and (plan.valid_to is null or moment.shown_at < plan.valid_to)
  where drawn.valid_from <= coalesce(%(until)s::timestamptz, 'infinity')
    and (drawn.valid_to is null or (drawn.valid_from < drawn.valid_to and coalesce(%(since)s::timestamptz, '-infinity') < drawn.valid_to))
    and (%(one)s::text is null or %(one)s in (drawn.building_group, drawn.key))
    and (%(after)s::text is null or drawn.key > %(after)s)
),
shape as (
  select version.key, st_union(atom.geom) as geom
  from version
  join (select distinct member.key, member.tessellation, member.atom from member) as own
    on own.key = version.key
    and own.tessellation = version.tessellation
  join views.grids_atom as atom on atom.tessellation = own.tessellation and atom.atom = own.atom
  where version.building_group = (
    select fullest.building_group
    from member as fullest
    where fullest.tessellation = own.tessellation
      and fullest.atom = own.atom
      and fullest.valid_from <= version.shown_at
      and (fullest.valid_to is null or version.shown_at < fullest.valid_to)
    order by fullest.dwellings desc, fullest.building
    limit 1
  )
  group by version.key
)
select
  version.key,
  format(
    '{"type":"Feature","id":%%s,"geometry":%%s,"properties":%%s}',
    to_json(version.key),
    coalesce(st_asgeojson(shape.geom, 7), 'null'),
    json_build_object(
      'group', version.building_group,
      'community', version.community,
      'name', version.name,
      'drawn_in_grid', version.grid,
      'buildings', jsonb_array_length(version.buildings),
      'households', version.households,
      'valid_from', version.valid_from,
      'valid_to', version.valid_to
    )
  ) as feature
from version
left join shape on shape.key = version.key
where %(area)s::text is null
  or st_intersects(shape.geom, %(area)s::text::geometry)
order by version.key
limit %(limit)s + 1
