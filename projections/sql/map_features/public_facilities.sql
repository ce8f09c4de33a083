-- what anybody may read: points of premises that serve residents; closed ones until the day they closed
select
  facility.facility as key,
  format(
    '{"type":"Feature","id":%%s,"geometry":%%s,"properties":%%s}',
    to_json(facility.facility),
    st_asgeojson(facility.geom, 7),
    facility.told
  ) as feature
from (
  select
    facility.facility,
    facility.kind,
    facility.community,
    facility.opened_at,
    facility.closed_on::timestamp at time zone 'Asia/Shanghai' as closed_at,
    st_setsrid(st_makepoint(facility.lon, facility.lat), 4490) as geom,
    jsonb_build_object(
      'facility', facility.facility,
      'community', facility.community,
      'kind', facility.kind,
      'title', facility.title,
      'name', facility.name,
      'valid_from', facility.opened_at,
      'valid_to', facility.closed_on::timestamp at time zone 'Asia/Shanghai'
    ) as told
  from views.facilities_facility as facility
  where facility.kind <> 'handed_over'
) as facility
where (%(communities)s::text[] is null or facility.community = any (%(communities)s))
  and facility.opened_at <= coalesce(%(until)s::timestamptz, 'infinity')
  and (facility.closed_at is null or coalesce(%(since)s::timestamptz, '-infinity') < facility.closed_at)
  and (%(one)s::text is null or facility.facility = %(one)s)
  and (%(area)s::text is null or st_intersects(facility.geom, %(area)s::text::geometry))
  and (%(after)s::text is null or facility.facility > %(after)s)
order by facility.facility
limit %(limit)s + 1
