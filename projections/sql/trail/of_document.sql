-- trail_line_document
select position, community, effective_at, recorded_at
from views.trail_line
where document = %(document)s
  and document <> ''
  and (%(communities)s::text[] is null or community = any (%(communities)s))
  and (%(after)s::bigint is null or position > %(after)s)
order by position
limit %(limit)s
