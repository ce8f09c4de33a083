select post, community, grid, title, valid_from, valid_to
from views.responsibility_post
where (%(community)s::text is null or community = %(community)s)
  and (%(grid)s::text is null or grid = %(grid)s)
order by valid_from, position
