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
where organisation.organisation = %(organisation)s
