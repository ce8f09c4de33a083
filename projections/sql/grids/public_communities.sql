-- those with a plan in force at %(at)s
select
  community.code,
  community.name
from views.grids_community as community
where exists (
  select
  from views.grids_plan as plan
  where plan.community = community.community
    and plan.valid_from <= %(at)s
    and (plan.valid_to is null or %(at)s < plan.valid_to)
)
order by community.code
