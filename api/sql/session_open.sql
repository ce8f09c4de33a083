insert into accounts.session (token_hash, account, opened_at, seen_at, expires_at)
values (%s, %s, %s, %s, %s)
