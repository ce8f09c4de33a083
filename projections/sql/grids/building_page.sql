-- GeoJSON features as text, one more than are asked for where there are more. %(grids)s, null: whose grids make no difference
with
-- here: plans_shown.sql,
-- here: drafted_shown.sql
select
  building.building,
  '{"type":"Feature","id":' || to_json(building.building)::text || ',"geometry":' || building.outline || ',"properties":'
    || json_build_object(
      'building', building.building,
      'number', building.number,
      'stairwell', coalesce(stairwell.number, ''),
      'kind', building.kind,
      'use', building.use,
      'floors', building.floors,
      'dwellings', building.dwellings,
      'households', coalesce(occupied.households, 0),
      'grid', coalesce(held.grid, drafted.grid),
      'code', coalesce(held.code, drafted.code)
    )::text || '}' as feature
from views.grids_building as building
-- here: buildings_shown.sql
  and (%(after)s::text is null or building.building > %(after)s)
order by building.building
limit %(limit)s + 1
