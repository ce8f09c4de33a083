select
  -- here: columns.sql
from journal.events
where position = any (%(positions)s::bigint[])
order by position
