-- grids_placement_building; the cuts of the land that these stand on, with the plans drawn on each but those discarded
select
  placement.tessellation,
  placement.building,
  placement.atom,
  plan.plan,
  plan.status
from views.grids_placement as placement
left join views.grids_plan as plan on plan.tessellation = placement.tessellation and plan.status <> 'discarded'
where placement.building = any (%(buildings)s)
  and (plan.plan is not null or placement.tessellation = %(territory)s)
order by placement.tessellation, placement.building, plan.plan
