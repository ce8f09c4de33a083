select distinct subject
from views.trail_mention
where position = any (%(positions)s)
  and starts_with(subject, %(kind)s)
