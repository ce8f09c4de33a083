-- one layer of a tile; layers are messages of their own, so their bytes follow each other; a shape that is null is left out by st_asmvt.
-- A building is where its lattice has it, also one that reaches over the edge; only one that reaches far is clipped.
-- %(grids)s, null: whose grids make no difference
with frame as not materialized (
  select
    st_tileenvelope(%(z)s, %(x)s, %(y)s) as tile,
    st_tileenvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625) as margin,
    st_tileenvelope(%(z)s, %(x)s, %(y)s, margin => 0.25) as reach
),
-- here: plans_shown.sql,
-- here: drafted_shown.sql
select st_asmvt(shown, 'buildings', 4096, 'geom') as tile
from (
  select
    case
      when %(z)s > 17 or not building.mercator @ frame.reach
        then st_asmvtgeom(building.mercator, frame.tile, 4096, 64)
      else st_translate(
        case %(z)s
          when 13 then building.lattice_13
          when 14 then building.lattice_14
          when 15 then building.lattice_15
          when 16 then building.lattice_16
          when 17 then building.lattice_17
        end,
        -4096.0 * %(x)s,
        -4096.0 * %(y)s
      )
    end as geom,
    building.building,
    building.number,
    coalesce(stairwell.number, '') as stairwell,
    building.kind,
    building.use,
    building.floors,
    building.dwellings,
    coalesce(occupied.households, 0) as households,
    coalesce(held.grid, drafted.grid) as grid,
    coalesce(held.code, drafted.code) as code
  from frame
  join views.grids_building as building on building.mercator && frame.margin
-- here: buildings_shown.sql
) as shown
