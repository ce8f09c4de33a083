select
  position,
  stream,
  version,
  name,
  event_version,
  payload
from journal.events
where position > %(after)s
  and position <= least(%(horizon)s, %(stop)s::bigint)
  and (
    %(topics)s::text[] is null
    or case when event_version = 1 then name else name || '@' || event_version end = any(%(topics)s)
  )
order by position
limit %(limit)s
