select
  subject,
  epoch,
  wrapped,
  fingerprint,
  erased_at,
  restricted_at
from vault.subject_key
where subject = any(%(subjects)s)
