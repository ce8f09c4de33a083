select
  organisation.grid,
  count(*)::integer as organisations,
  count(*) filter (where organisation.kind = 'shop')::integer as shops,
  count(*) filter (where organisation.party <> 'none')::integer as party_organisations,
  sum(organisation.party_members)::integer as party_members
from views.organisations_organisation as organisation
where organisation.community = any (%(communities)s)
  and organisation.closed_on is null
group by organisation.grid
order by organisation.grid
