insert into vault.subject_key as held (subject, epoch, wrapped, fingerprint, erased_at)
select
  subject,
  0,
  null,
  '',
  clock_timestamp()
from unnest(%(subjects)s::text[]) as gone (subject)
on conflict (subject) do update
set wrapped = null,
  erased_at = clock_timestamp()
where held.erased_at is null
returning subject, fingerprint
