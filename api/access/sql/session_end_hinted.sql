delete from accounts.session
where token_hash = %s
returning hint
