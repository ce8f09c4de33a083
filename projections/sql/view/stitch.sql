-- expects an index on (key)
update {table} as fact
set valid_to = next.valid_to
from (
  select
    {key},
    position,
    lead(valid_from) over (partition by {key} order by valid_from, position) as valid_to
  from {table}
  where {key} = any (%s)
) as next
where fact.{key} = next.{key}
  and fact.position = next.position
  and fact.valid_to is distinct from next.valid_to
