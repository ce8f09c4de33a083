select
  party_group.grid,
  party_group.members
from views.situation_map_party_group as party_group
where party_group.community = any (%(communities)s)
  and party_group.members > 0
  and party_group.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (party_group.valid_to is null or coalesce(%(at)s::timestamptz, now()) < party_group.valid_to)
order by party_group.grid
