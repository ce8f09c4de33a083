-- responsibility_line_post
select line.position, line.name, line.post, line.wardens, line.effective_at, line.recorded_at, line.actor, line.role, line.told,
  line.document, line.reason
from views.responsibility_line as line
join views.responsibility_post as post on post.post = line.post
where post.grid = %(grid)s
  and (%(at)s::timestamptz is null or line.effective_at <= %(at)s)
order by line.effective_at, line.position
