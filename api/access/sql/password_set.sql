update accounts.account
set password_hash = %s,
  reset_hash = null,
  reset_until = null
where account = %s
