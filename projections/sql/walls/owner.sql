exists (
  select
  from unnest((select {communities}())::text[]) as own (community)
  where starts_with(substr(own.community, 5), {table}.{key})
)
