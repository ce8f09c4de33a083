select min(recorded_at)
from journal.events
where position > %s
