delete from accounts.session
where account = %s
