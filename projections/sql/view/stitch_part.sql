-- expects an index on (key, part)
update {table} as fact
set valid_to = next.valid_to
from (
  select
    {key},
    {part},
    position,
    lead(valid_from) over (partition by {key}, {part} order by valid_from, position) as valid_to
  from {table}
  where {key} = any (%s)
) as next
where fact.{key} = next.{key}
  and fact.{part} = next.{part}
  and fact.position = next.position
  and fact.valid_to is distinct from next.valid_to
