-- trail_line_actor
select position, community, effective_at, recorded_at
from views.trail_line
where actor = %(actor)s
  and recorded_at >= %(since)s
  and recorded_at < %(until)s
  and (%(communities)s::text[] is null or community = any (%(communities)s))
  and (%(names)s::text[] is null or name like any (%(names)s))
  and (%(after)s::bigint is null or position > %(after)s)
order by position
limit %(limit)s
