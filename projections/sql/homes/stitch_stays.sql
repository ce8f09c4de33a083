update {stay} as fact
set valid_to = next.valid_to,
  stay_from = next.stay_from,
  hukou = next.hukou
from (
  select
    household,
    position,
    valid_to,
    first_value(valid_from) over stay as stay_from,
    first_value(hukou_told) over stay as hukou
  from (
    select
      household,
      position,
      valid_from,
      hukou_told,
      lead(valid_from) over facts as valid_to,
      count(hukou_told) over facts as stay
    from {stay}
    where household = any (%s)
    window facts as (partition by household order by valid_from, position)
  ) as numbered
  window stay as (partition by household, stay order by valid_from, position)
) as next
where fact.household = next.household
  and fact.position = next.position
  and (fact.valid_to, fact.stay_from, fact.hukou) is distinct from (next.valid_to, next.stay_from, next.hukou)
