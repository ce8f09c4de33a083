select
  subject,
  fingerprint
from vault.lost_key
