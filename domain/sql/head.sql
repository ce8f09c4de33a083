select max(position)
from journal.events
where position <= %(horizon)s
