insert into accounts.identity (issuer, subject, account, linked_at)
values (%(issuer)s, %(subject)s, %(account)s, %(now)s)
on conflict (issuer, subject) do update
set account = excluded.account,
  linked_at = excluded.linked_at
