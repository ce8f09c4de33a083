select
  stream,
  version,
  name,
  event_version,
  payload
from journal.events
where stream = %(stream)s
  and version > coalesce(%(gt)s::integer, -1)
  and version <= coalesce(%(lte)s::integer, 2147483647)
order by version desc
limit %(limit)s
