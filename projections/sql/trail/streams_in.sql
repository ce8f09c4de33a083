select stream
from views.trail_stream
where community = any(%(communities)s::text[])
  and split_part(stream, '-', 1) = any(%(kinds)s::text[])
order by stream
