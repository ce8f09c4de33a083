-- one tile: layers are messages of their own, so their bytes follow each other. %(grids)s, null: whose grids make no difference
with frame as materialized (
  select
    st_tileenvelope(%(z)s, %(x)s, %(y)s) as tile,
    st_tileenvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625) as margin
),
plan as materialized (
  select plan.plan, plan.community, plan.tessellation, plan.valid_from is null as is_draft
  from views.grids_plan as plan
  where (%(communities)s::text[] is null or plan.community = any (%(communities)s))
    and case
      when %(plan)s::text is not null then plan.plan = %(plan)s
      else plan.valid_from <= %(at)s and (plan.valid_to is null or %(at)s < plan.valid_to)
    end
),
segment as (
  select
    grid.plan,
    st_normalize(edge.geom) as geom,
    count(*) as sides,
    min(grid.code) filter (where %(grids)s::text[] is null or grid.grid = any (%(grids)s)) as code,
    max(grid.code) filter (where %(grids)s::text[] is null or grid.grid = any (%(grids)s)) as neighbour
  from frame
  cross join plan
  join views.grids_plan_grid as grid on grid.plan = plan.plan
  cross join lateral st_dumpsegments(grid.mercator) as edge
  where %(with_borders)s
    and grid.mercator && frame.margin
    and edge.geom && frame.margin
  group by grid.plan, st_normalize(edge.geom)
)
select
  coalesce(
    (
      select st_asmvt(shown, 'grids', 4096, 'geom')
      from (
        select
          st_asmvtgeom(grid.mercator, frame.tile, 4096, 64) as geom,
          grid.grid,
          grid.code,
          grid.name,
          grid.kind,
          grid.locked,
          grid.households,
          grid.people,
          grid.buildings,
          grid.plan
        from frame
        cross join plan
        join views.grids_plan_grid as grid on grid.plan = plan.plan
        where %(with_grids)s
          and grid.mercator && frame.margin
          and (%(grids)s::text[] is null or grid.grid = any (%(grids)s))
        order by grid.code
      ) as shown
      where shown.geom is not null
    ),
    ''
  ) || coalesce(
    (
      select st_asmvt(shown, 'buildings', 4096, 'geom')
      from (
        select
          st_asmvtgeom(building.mercator, frame.tile, 4096, 64) as geom,
          building.building,
          building.number,
          building.kind,
          building.use,
          building.floors,
          building.dwellings,
          coalesce(occupied.households, 0) as households,
          held.grid,
          held.code
        from frame
        join views.grids_building as building on building.mercator && frame.margin
        left join views.grids_community as community on community.community = building.community
        left join plan on plan.community = building.community
        left join views.grids_placement as placement
          on placement.building = building.building
          and placement.tessellation = coalesce(plan.tessellation, community.tessellation)
        left join views.grids_atom_grid as enacted on enacted.plan = plan.plan and enacted.atom = placement.atom
        left join lateral (
          select drafted.grid
          from views.grids_plan_grid as drafted
          where plan.is_draft
            and drafted.plan = plan.plan
            and placement.atom = any (drafted.atoms)
        ) as drafted on true
        left join views.grids_plan_grid as held on held.plan = plan.plan and held.grid = coalesce(enacted.grid, drafted.grid)
        left join views.grids_occupied as occupied
          on occupied.building = building.building
          and occupied.valid_from <= %(at)s
          and (occupied.valid_to is null or %(at)s < occupied.valid_to)
        where %(with_buildings)s
          and (%(communities)s::text[] is null or building.community = any (%(communities)s))
          and (building.demolished_on is null or building.demolished_on > (%(at)s at time zone 'Asia/Shanghai')::date)
          and (%(grids)s::text[] is null or held.grid = any (%(grids)s))
      ) as shown
      where shown.geom is not null
    ),
    ''
  ) || coalesce(
    (
      select st_asmvt(shown, 'borders', 4096, 'geom')
      from (
        select
          st_asmvtgeom(st_linemerge(st_collect(segment.geom)), frame.tile, 4096, 64) as geom,
          segment.code,
          nullif(segment.neighbour, segment.code) as neighbour,
          segment.sides = 1 as is_outer
        from segment
        cross join frame
        where segment.code is not null
        group by frame.tile, segment.plan, segment.code, segment.neighbour, segment.sides
      ) as shown
      where shown.geom is not null
    ),
    ''
  ) as tile
