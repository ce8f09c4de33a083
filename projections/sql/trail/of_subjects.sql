-- trail_mention_pkey, trail_line_stream
with told as (
  select position
  from views.trail_mention
  where subject = any (%(subjects)s)
  union
  select position
  from views.trail_line
  where stream = any (%(subjects)s)
)
select line.position, line.community, line.effective_at, line.recorded_at
from told
join views.trail_line as line on line.position = told.position
where (%(as_of)s::timestamptz is null or line.effective_at <= %(as_of)s)
  and (%(known_at)s::timestamptz is null or line.recorded_at <= %(known_at)s)
  and (%(names)s::text[] is null or line.name like any (%(names)s))
  and (
    %(after)s::bigint is null
    or (line.effective_at, line.position) > (select earlier.effective_at, earlier.position from views.trail_line as earlier where earlier.position = %(after)s)
  )
order by line.effective_at, line.position
limit %(limit)s
