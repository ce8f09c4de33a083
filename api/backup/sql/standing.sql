select
  coalesce(max(events.position), 0) as position,
  count(*) as events,
  count(distinct events.stream) as streams,
  (select max(number) from journal.migration) as migration,
  current_database() as database,
  current_setting('server_version') as server
from journal.events
