-- (lon, lat) degrees; the land that is cut, and of wardens their own grids
select
  st_xmin(land.box) as west,
  st_ymin(land.box) as south,
  st_xmax(land.box) as east,
  st_ymax(land.box) as north
from (
  select st_extent(shape.geom) as box
  from (
    select grid.geom
    from views.grids_plan_grid as grid
    join views.grids_plan as plan on plan.plan = grid.plan
    where (%(communities)s::text[] is null or plan.community = any (%(communities)s))
      and (%(grids)s::text[] is null or grid.grid = any (%(grids)s))
      and case
        when %(plan)s::text is not null then plan.plan = %(plan)s
        else plan.valid_from <= %(at)s and (plan.valid_to is null or %(at)s < plan.valid_to)
      end
    union all
    select building.geom
    from views.grids_building as building
    where %(grids)s::text[] is null
      and (%(communities)s::text[] is null or building.community = any (%(communities)s))
  ) as shape
) as land
where land.box is not null
