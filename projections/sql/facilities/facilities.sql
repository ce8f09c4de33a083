select
  facility.facility,
  facility.community,
  facility.kind,
  facility.title,
  facility.name,
  facility.lon,
  facility.lat,
  facility.area_m2,
  facility.floor,
  facility.built_percent,
  facility.shortfalls,
  facility.closed_on
from views.facilities_facility as facility
where facility.community = any (%(communities)s)
order by facility.kind, facility.name, facility.facility
