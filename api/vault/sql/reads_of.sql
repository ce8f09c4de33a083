select
  count(distinct coalesce(nullif(request, ''), id::text)) filter (
    where read_at > clock_timestamp() - interval '1 hour'
      and request <> %(request)s
  ),
  count(distinct subject) filter (where not fields && %(health)s::text[]),
  count(distinct subject) filter (where fields && %(health)s::text[])
from vault.read_log
where actor = %(actor)s
  and read_at > clock_timestamp() - interval '24 hours'
