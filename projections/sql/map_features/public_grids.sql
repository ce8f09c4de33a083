-- what anybody may read: a feature for each plan under which a grid was in force at some time from %(since)s to %(until)s
select
  version.key,
  format(
    '{"type":"Feature","id":%%s,"geometry":%%s,"properties":%%s}',
    to_json(version.key),
    st_asgeojson(version.geom, 7),
    version.told
  ) as feature
from (
  select
    (grid.grid || '.' || plan.plan) collate "C" as key,
    grid.geom,
    jsonb_build_object(
      'grid', grid.grid,
      'community', plan.community,
      'code', grid.code,
      'name', grid.name,
      'kind', grid.kind,
      'valid_from', plan.valid_from,
      'valid_to', plan.valid_to
    ) as told
  from views.grids_plan as plan
  join views.grids_plan_grid as grid on grid.plan = plan.plan
  where (%(communities)s::text[] is null or plan.community = any (%(communities)s))
    and plan.valid_from <= coalesce(%(until)s::timestamptz, 'infinity')
    and (plan.valid_to is null or (plan.valid_from < plan.valid_to and coalesce(%(since)s::timestamptz, '-infinity') < plan.valid_to))
    and (%(one)s::text is null or %(one)s in (grid.grid, grid.grid || '.' || plan.plan))
    and (%(area)s::text is null or st_intersects(grid.geom, %(area)s::text::geometry))
) as version
where %(after)s::text is null
  or version.key > %(after)s
order by version.key
limit %(limit)s + 1
