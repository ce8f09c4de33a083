select building, atom
from views.grids_placement
where tessellation = %(tessellation)s
  and atom = any (%(atoms)s)
order by building
