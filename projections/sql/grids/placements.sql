-- grids_placement_building
select building, tessellation, atom
from views.grids_placement
where building = any (%(buildings)s)
order by building, tessellation
