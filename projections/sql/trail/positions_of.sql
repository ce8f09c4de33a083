select position
from views.trail_line
where name = %(name)s
  and community = %(community)s
order by position
