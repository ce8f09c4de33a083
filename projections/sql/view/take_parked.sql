insert into views.parked (view, stream, position, event, error, parked_at)
select view, stream, position, event, error, parked_at
from views_next.parked
where view = %s
