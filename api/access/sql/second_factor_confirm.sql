update accounts.second_factor
set confirmed_at = %(now)s,
  last_step = %(step)s
where account = %(account)s
