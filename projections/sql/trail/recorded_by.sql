-- trail_line_community
select position
from views.trail_line
where community = any (%(communities)s)
  and recorded_at <= %(known_at)s
  and split_part(stream, '-', 1) <> all (%(without)s)
order by position
