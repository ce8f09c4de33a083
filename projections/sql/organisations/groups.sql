select
  party_group.grid,
  party_group.name,
  party_group.members,
  party_group.formed_at
from views.organisations_party_group as party_group
where party_group.community = any (%(communities)s)
  and party_group.dissolved_at is null
order by party_group.grid
