select
  burden.kind,
  count(*) filter (where burden.valid_to is null or burden.valid_to > coalesce(%(at)s::timestamptz, now())) as standing,
  count(*) filter (where burden.valid_to <= coalesce(%(at)s::timestamptz, now())) as cancelled
from views.burdens_burden as burden
where burden.community = any (%(communities)s)
  and burden.valid_from <= coalesce(%(at)s::timestamptz, now())
group by burden.kind
order by burden.kind
