insert into accounts.account (account, role, name, warden, communities, password_hash, created_at)
values (%s, %s, %s, %s, %s, %s, %s)
on conflict (account) do nothing
