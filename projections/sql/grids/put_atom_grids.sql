insert into grids_atom_grid (tessellation, atom, grid, plan, valid_from, position)
select tessellation, atom, grid, plan, valid_from, position
from unnest(%s::text[], %s::integer[], %s::text[], %s::text[], %s::timestamptz[], %s::bigint[])
  as told (tessellation, atom, grid, plan, valid_from, position)
