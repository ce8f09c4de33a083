select
  subject,
  epoch,
  wrapped,
  fingerprint
from vault.subject_key
