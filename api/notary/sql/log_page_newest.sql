select
  name,
  event_version,
  payload
from journal.events
where stream = %s
  and position <= %s
order by version desc
limit 1
