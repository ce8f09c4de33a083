-- trail_line_community
select position, community, effective_at, recorded_at
from views.trail_line as line
where community = any (%(communities)s)
  and (%(as_of)s::timestamptz is null or effective_at <= %(as_of)s)
  and (%(known_at)s::timestamptz is null or recorded_at <= %(known_at)s)
  and (%(names)s::text[] is null or name like any (%(names)s))
  and (
    %(after)s::bigint is null
    or (effective_at, position) > (select earlier.effective_at, earlier.position from views.trail_line as earlier where earlier.position = %(after)s)
  )
order by effective_at, position
limit %(limit)s
