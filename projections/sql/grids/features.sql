select
  jsonb_build_object(
    'type', 'Feature',
    'id', grid.grid,
    'geometry', st_asgeojson(grid.geom, 9)::jsonb,
    'properties', jsonb_build_object(
      'grid', grid.grid,
      'code', grid.code,
      'name', grid.name,
      'kind', grid.kind,
      'locked', grid.locked,
      'households', grid.households,
      'people', grid.people,
      'buildings', grid.buildings,
      'area_m2', round(grid.area_m2::numeric, 1),
      'perimeter_m', round(grid.perimeter_m::numeric, 1),
      'plan', plan.plan,
      'status', plan.status,
      'document', plan.document,
      'valid_from', plan.valid_from,
      'valid_to', plan.valid_to
    )
  ) as feature
from views.grids_plan as plan
join views.grids_plan_grid as grid on grid.plan = plan.plan
where plan.plan = %(plan)s
order by grid.code
