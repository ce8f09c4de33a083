update vault.subject_key
set wrapped = null,
  erased_at = clock_timestamp()
where subject = any(%(subjects)s)
  and erased_at is null
returning subject, fingerprint
