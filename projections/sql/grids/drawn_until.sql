-- the first moment after %(at)s from which something holds that `drawn` would tell
select least(
    min(plan.valid_from),
    min(occupied.valid_from),
    min(gone.demolished_on)::timestamp at time zone 'Asia/Shanghai'
  ) as until
from views.grids_drawn as drawn
left join lateral (
  select min(plan.valid_from) as valid_from
  from views.grids_plan as plan
  where plan.community = drawn.community
    and plan.valid_from > %(at)s
) as plan on true
left join lateral (
  select min(occupied.valid_from) as valid_from
  from views.grids_occupied as occupied
  where occupied.community = drawn.community
    and occupied.valid_from > %(at)s
) as occupied on true
left join lateral (
  select min(building.demolished_on) as demolished_on
  from views.grids_building as building
  where building.community = drawn.community
    and building.demolished_on > (%(at)s at time zone 'Asia/Shanghai')::date
) as gone on true
where %(communities)s::text[] is null
  or drawn.community = any (%(communities)s)
