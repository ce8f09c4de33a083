select distinct stream
from journal.events
where position(%(code)s in stream) > 0
  or position(%(mark)s::bytea in payload) > 0
