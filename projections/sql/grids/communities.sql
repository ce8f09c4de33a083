select
  community.community,
  community.code,
  community.name,
  community.profile,
  community.is_rural,
  community.tiers,
  community.tessellation,
  community.territory_derived,
  community.area_m2,
  coalesce(stock.buildings, 0)::integer as buildings,
  coalesce(stock.dwellings, 0)::integer as dwellings,
  plan.plan as plan_in_force,
  plan.name as plan_name,
  plan.effective_on as plan_since,
  plan.document as plan_document,
  plan.grids
from views.grids_community as community
left join lateral (
  select count(*) as buildings, sum(dwellings) as dwellings
  from views.grids_building as building
  where building.community = community.community
    and building.demolished_on is null
    and not building.is_replaced
) as stock on true
left join lateral (
  select
    plan.plan,
    plan.name,
    plan.effective_on,
    plan.document,
    (select count(*) from views.grids_plan_grid as grid where grid.plan = plan.plan)::integer as grids
  from views.grids_plan as plan
  where plan.community = community.community
    and plan.valid_from <= now()
    and (plan.valid_to is null or now() < plan.valid_to)
) as plan on true
where %(code)s::text is null
  or community.code = %(code)s
order by community.code
