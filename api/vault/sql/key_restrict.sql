update vault.subject_key
set restricted_at = case when %(is_restricted)s then coalesce(restricted_at, clock_timestamp()) end
where subject = any(%(subjects)s)
  and erased_at is null
  and (restricted_at is not null) <> %(is_restricted)s
