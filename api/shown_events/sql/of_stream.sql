select
  -- here: columns.sql
from journal.events
where stream = %(stream)s
order by version
