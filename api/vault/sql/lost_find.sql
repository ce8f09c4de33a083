select
  subject,
  fingerprint,
  lost_at
from vault.lost_key
where subject = any(%(subjects)s)
