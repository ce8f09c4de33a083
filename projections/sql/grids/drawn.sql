-- what a map shows at %(at)s depends on the last event on it and on the last moment until then from which something held;
-- `made`: other tables after a rebuild
select
  'views.grids_building'::regclass::oid::bigint as made,
  max(drawn.position) as position,
  greatest(
    max(plan.valid_from),
    max(occupied.valid_from),
    max(gone.demolished_on)::timestamp at time zone 'Asia/Shanghai'
  ) as since
from views.grids_drawn as drawn
left join lateral (
  select max(plan.valid_from) as valid_from
  from views.grids_plan as plan
  where plan.community = drawn.community
    and plan.valid_from <= %(at)s
) as plan on true
left join lateral (
  select max(occupied.valid_from) as valid_from
  from views.grids_occupied as occupied
  where occupied.community = drawn.community
    and occupied.valid_from <= %(at)s
) as occupied on true
left join lateral (
  select max(building.demolished_on) as demolished_on
  from views.grids_building as building
  where building.community = drawn.community
    and building.demolished_on <= (%(at)s at time zone 'Asia/Shanghai')::date
) as gone on true
where %(communities)s::text[] is null
  or drawn.community = any (%(communities)s)
