select subject, fingerprint
from vault.subject_key
where subject = any(%(subjects)b::text[])
  and wrapped is not null
