select
  mac,
  subject
from vault.blind_index
where scope = %(scope)s
  and mac = any(%(macs)b::bytea[])
