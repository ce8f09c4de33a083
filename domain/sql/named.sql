select
  -- here: columns.sql
from journal.events
where name = any(%(names)s)
  and position > %(after)s
  and position <= %(horizon)s
order by position
limit %(limit)s
