update accounts.account
set role = %(role)s,
  warden = case when %(role)s = 'warden' then warden end
where account = %(account)s
