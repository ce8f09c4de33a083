-- points; closed ones until the day they closed. %(is_open)s: what anybody may read, of premises that serve residents
select
  facility.facility as key,
  format(
    '{"type":"Feature","id":%%s,"geometry":%%s,"properties":%%s}',
    to_json(facility.facility),
    st_asgeojson(facility.geom, 7),
    case when %(is_open)s then facility.open else facility.open || facility.measured end
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
    ) as open,
    jsonb_build_object(
      'area_m2', facility.area_m2,
      'floor', facility.floor,
      'shortfalls', jsonb_array_length(facility.shortfalls)
    ) as measured
  from views.facilities_facility as facility
) as facility
where (%(communities)s::text[] is null or facility.community = any (%(communities)s))
  and facility.opened_at <= coalesce(%(until)s::timestamptz, 'infinity')
  and (facility.closed_at is null or coalesce(%(since)s::timestamptz, '-infinity') < facility.closed_at)
  and not (%(is_open)s and facility.kind = 'handed_over')
  and (%(one)s::text is null or facility.facility = %(one)s)
  and (%(area)s::text is null or st_intersects(facility.geom, %(area)s::text::geometry))
  and (%(after)s::text is null or facility.facility > %(after)s)
order by facility.facility
limit %(limit)s + 1
