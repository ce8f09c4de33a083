insert into grids_atom_grid (tessellation, atom, grid, plan, valid_from, position)
select tessellation, atom, grid, plan, valid_from, position
from unnest(%b::text[], %b::integer[], %b::text[], %b::text[], %b::timestamptz[], %b::bigint[])
  as told (tessellation, atom, grid, plan, valid_from, position)
