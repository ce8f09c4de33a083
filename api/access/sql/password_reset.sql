update accounts.account
set password_hash = null,
  reset_hash = %s,
  reset_until = %s
where account = %s
  and is_open
