select subject
from vault.search_token
where community = any(%(communities)s)
  and (kind, mac) in (
    select
      kind,
      mac
    from unnest(%(kinds)s::text[], %(macs)b::bytea[]) as asked (kind, mac)
  )
group by subject
having count(distinct (kind, mac)) = %(wanted)s
order by subject
limit %(limit)s
