select post, community, grid, title, valid_from, valid_to
from views.responsibility_post
where (%(communities)s::text[] is null or community = any (%(communities)s))
  and (%(grids)s::text[] is null or grid = any (%(grids)s))
order by valid_from, position
