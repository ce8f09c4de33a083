-- a code is issued once: all its rows are one grid's
select grid.grid
from views.grids_plan_grid as grid
join views.grids_plan as plan on plan.plan = grid.plan
where grid.code = %(code)s
order by (plan.valid_from is not null) desc, plan.position desc
limit 1
