select
  -- here: columns.sql
from journal.events
where stream = any(%(streams)b::text[])
order by stream, version
