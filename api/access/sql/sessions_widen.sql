update accounts.session
set is_narrow = false
where account = %s
  and is_narrow
