select
  tag.tags,
  tag.number,
  tag.person,
  member.household,
  grid.grid,
  tag.expires_on,
  tag.set_by,
  tag.set_at,
  tag.sealed
from views.care_tag as tag
join views.care_member as member
  on member.person = tag.person
  and member.is_present
  and member.valid_from <= %(at)s
  and (member.valid_to is null or %(at)s < member.valid_to)
join views.care_stay as stay
  on stay.household = member.household
  and stay.building is not null
  and member.valid_from >= stay.stay_from
  and stay.valid_from <= %(at)s
  and (stay.valid_to is null or %(at)s < stay.valid_to)
left join views.care_assignment as grid
  on grid.household = member.household
  and grid.valid_from <= %(at)s
  and (grid.valid_to is null or %(at)s < grid.valid_to)
where tag.community = any (%(communities)s)
  and tag.lifted_at is null
  and tag.expires_on >= %(on)s
  and (%(person)s::text is null or tag.person = %(person)s)
  and (%(grids)s::text[] is null or grid.grid = any (%(grids)s))
order by grid.grid, tag.person, tag.number
