select
  -- here: columns.sql
from journal.events
where position > %(after)s
  and position <= %(horizon)s
order by position
limit %(limit)s
