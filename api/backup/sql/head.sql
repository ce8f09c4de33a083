select
  coalesce(max(position), 0),
  count(*),
  max(recorded_at)
from journal.events
