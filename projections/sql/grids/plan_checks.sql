select checks, exceptions
from views.grids_plan
where plan = %(plan)s
