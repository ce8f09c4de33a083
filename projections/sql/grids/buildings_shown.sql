-- part of what maps ask: of each building its grid under that plan and the households of then, of those that stand and are
-- in sight; a building that is the stairwell (单元) of a block has the block's number and its own, as its address ends
left join plan on plan.community = building.community
left join views.grids_held as held on held.place = building.position and held.plan = plan.plan
left join drafted on drafted.building = building.building
left join lateral (
  select occupied.households
  from views.grids_occupied as occupied
  where occupied.building = building.building
    and occupied.valid_from <= %(at)s
    and (occupied.valid_to is null or %(at)s < occupied.valid_to)
  limit 1
) as occupied on true
cross join lateral (
  select case when right(building.address, 2) = '单元' then substring(building.address from '[0-9]+(?=单元$)') end as number
) as stairwell
where (%(communities)s::text[] is null or building.community = any (%(communities)s))
  and not building.is_replaced
  and (building.demolished_on is null or building.demolished_on > (%(at)s at time zone 'Asia/Shanghai')::date)
  and (%(grids)s::text[] is null or coalesce(held.grid, drafted.grid) = any (%(grids)s))
