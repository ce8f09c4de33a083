delete from vault.blind_index
where subject = any(%(subjects)s)
