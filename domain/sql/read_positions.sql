select
  -- here: columns.sql
from journal.events
where position = any(%(positions)b::bigint[])
order by position
