select building, atom
from views.household_history_placement
where tessellation = %(tessellation)s
