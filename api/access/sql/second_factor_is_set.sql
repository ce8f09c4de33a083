select exists (
  select
  from accounts.second_factor
  where account = %s
    and confirmed_at is not null
)
