insert into vault.search_token (community, kind, mac, subject)
select
  told.community,
  told.kind,
  told.mac,
  told.subject
from unnest(%(communities)s::text[], %(kinds)s::text[], %(macs)b::bytea[], %(subjects)s::text[]) as told (community, kind, mac, subject)
join (
  select subject
  from vault.subject_key
  where subject = any(%(living)s)
    and wrapped is not null
  for share                          -- an erasure of one of these waits, and then takes what is put here along
) as living on living.subject = told.subject
on conflict (community, kind, mac, subject) do nothing
