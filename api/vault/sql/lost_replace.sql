update vault.subject_key as held
set wrapped = made.wrapped,
  fingerprint = made.fingerprint,
  epoch = %(epoch)s
from unnest(%(subjects)s::text[], %(wrapped)b::bytea[], %(fingerprints)s::text[]) as made (subject, wrapped, fingerprint)
where held.subject = made.subject
  and held.wrapped is not null
