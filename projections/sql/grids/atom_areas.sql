select atom, area_m2
from views.grids_atom
where tessellation = %(tessellation)s
