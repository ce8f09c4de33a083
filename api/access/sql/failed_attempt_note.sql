with forgotten as (
  delete from accounts.failed_attempt
  where at < %(forgotten)s
)
insert into accounts.failed_attempt (account, address, at)
values (%(account)s, %(address)s, %(now)s)
