update accounts.account
set role = %(role)s,
  warden = case when %(role)s = 'warden' then warden end,
  communities = %(communities)s
where account = %(account)s
