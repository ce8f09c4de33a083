exists (
  select
  from {view_own_household} as own
  where own.household = {table}.household
)
