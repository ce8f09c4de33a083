delete from accounts.session
where account = %s
  and session = %s
