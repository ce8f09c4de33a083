select
  -- here: columns.sql
from journal.events
where stream = %(stream)s
  and version > %(after)s
order by version
