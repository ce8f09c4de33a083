-- What was erased, once the keys must be gone: carried out already, or recorded so long ago that it was cut off half way
select
  position,
  event_version,
  payload
from journal.events
where name = %(name)s
  and (position <= %(carried_out)s or recorded_at < clock_timestamp() - interval '10 minutes')
order by position
