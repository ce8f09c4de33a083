insert into vault.blind_index (scope, mac, subject)
select
  %(scope)s,
  mac,
  subject
from unnest(%(macs)b::bytea[], %(subjects)s::text[]) as seen (mac, subject)
on conflict (scope, mac) do nothing
