-- a plan holds from its day until the day of the next one, or until another community's holds the land
update {plan} as plan
set valid_to = next.valid_to
from (
  select
    plan,
    least(lead(valid_from) over (partition by community order by valid_from, position), ended_at) as valid_to
  from {plan}
  where community = any (%s)
    and valid_from is not null
) as next
where plan.plan = next.plan
  and plan.valid_to is distinct from next.valid_to
