delete from vault.search_token
where subject = any(%(subjects)s)
