-- responsibility_line_wardens
select position, name, post, wardens, effective_at, recorded_at, actor, role, told, document, reason
from views.responsibility_line
where wardens @> array[%(warden)s::text]
  and (%(at)s::timestamptz is null or effective_at <= %(at)s)
order by effective_at, position
