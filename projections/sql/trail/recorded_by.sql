-- trail_line_community
select position
from views.trail_line
where community = any (%(communities)s)
  and recorded_at <= %(known_at)s
order by position
