insert into accounts.failed_attempt (account, at)
values (%s, %s)
