insert into vault.subject_key (subject, epoch, wrapped, fingerprint)
select
  subject,
  %(epoch)s,
  wrapped,
  fingerprint
from unnest(%(subjects)s::text[], %(wrapped)b::bytea[], %(fingerprints)s::text[]) as made (subject, wrapped, fingerprint)
on conflict (subject) do nothing
