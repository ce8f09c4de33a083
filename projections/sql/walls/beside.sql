exists (
  select
  from {parent} as other
  where other.{key} = {table}.{key}
)
