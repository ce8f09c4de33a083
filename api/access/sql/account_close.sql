update accounts.account
set is_open = false,
  closed_at = %s,
  reset_hash = null,
  reset_until = null
where account = %s
  and is_open
