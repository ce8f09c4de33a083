exists (
  select
  from {view_own_ticket} as own
  where own.ticket = {table}.{key}
)
