select position
from views.positions
where name = 'trail'
