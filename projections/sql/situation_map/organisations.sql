select
  fact.building,
  grid.grid,
  count(*)::integer as organisations,
  count(*) filter (where fact.has_party)::integer as party_organisations,
  sum(fact.party_members)::integer as party_members
from views.situation_map_organisation as organisation
join views.situation_map_organisation_fact as fact
  on fact.organisation = organisation.organisation
  and fact.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (fact.valid_to is null or coalesce(%(at)s::timestamptz, now()) < fact.valid_to)
left join views.situation_map_organisation_grid as grid
  on grid.organisation = organisation.organisation
  and grid.valid_from <= coalesce(%(at)s::timestamptz, now())
  and (grid.valid_to is null or coalesce(%(at)s::timestamptz, now()) < grid.valid_to)
where organisation.community = any (%(communities)s)
  and fact.is_open
group by fact.building, grid.grid
order by fact.building, grid.grid
