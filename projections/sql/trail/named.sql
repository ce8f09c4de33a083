-- trail_line_name
select position, community, effective_at, recorded_at
from views.trail_line
where name = any (%(names)s)
  and recorded_at >= %(since)s
  and recorded_at < %(until)s
  and (%(communities)s::text[] is null or community = any (%(communities)s))
  and (%(after)s::bigint is null or position > %(after)s)
order by position
limit %(limit)s
