-- events_pkey
select
  stream,
  max(version)
from journal.events
where stream = any(%(streams)b::text[])
group by stream
