select
  organisation.organisation,
  organisation.community,
  organisation.name,
  organisation.kind,
  organisation.activity,
  organisation.people,
  organisation.party,
  organisation.party_members,
  organisation.building,
  organisation.lon,
  organisation.lat,
  organisation.grid,
  organisation.filed_by,
  organisation.distance_m,
  organisation.registered_at,
  organisation.closed_on,
  organisation.reason
from views.organisations_organisation as organisation
where organisation.community = any (%(communities)s)
  and organisation.closed_on is null
  and (%(grid)s::text is null or organisation.grid = %(grid)s)
  and (%(kind)s::text is null or organisation.kind = %(kind)s)
  and (%(name)s::text is null or organisation.name = %(name)s)
order by organisation.grid nulls last, organisation.name, organisation.organisation
