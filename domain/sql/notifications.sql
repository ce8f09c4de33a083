select
  position,
  stream,
  version,
  name,
  event_version,
  payload
from journal.events
where position >= %(first)s
  and position <= %(last)s
  and (
    %(topics)s::text[] is null
    or case when event_version = 1 then name else name || '@' || event_version end = any(%(topics)s)
  )
order by position
limit %(limit)s
