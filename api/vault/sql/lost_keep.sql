insert into vault.lost_key (subject, fingerprint, epoch)
select
  subject,
  fingerprint,
  epoch
from vault.subject_key
where epoch = any(%(epochs)s)
  and wrapped is not null
on conflict (subject, fingerprint) do nothing
returning subject
