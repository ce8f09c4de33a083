insert into accounts.access_log (at, account, act, actor, address, told)
values (%s, %s, %s, %s, %s, %s)
