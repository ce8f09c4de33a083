update accounts.account
set is_open = true,
  closed_at = null
where account = %s
  and not is_open
