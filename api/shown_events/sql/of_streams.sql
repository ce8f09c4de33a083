select
  -- here: columns.sql
from journal.events
where stream = any (%(streams)s::text[])
order by stream, version
