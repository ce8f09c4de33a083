select
  place.member,
  place.grid,
  place.role,
  place.title,
  place.standing,
  place.hat_a,
  place.buildings,
  place.sealed,
  place.joined_at
from views.teams_place as place
where place.community = any (%(communities)s)
  and place.left_at is null
  and (%(grid)s::text is null or place.grid = %(grid)s)
order by place.grid, place.role, place.member
