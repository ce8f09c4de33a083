select plan.community
from views.grids_plan as plan
where plan.plan = %(plan)s
