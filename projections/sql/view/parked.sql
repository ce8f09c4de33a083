select view, stream, position, event, error, parked_at
from views.parked
order by view, position
