select subject, fingerprint
from vault.subject_key
where subject = any(%(subjects)s)
  and wrapped is not null
