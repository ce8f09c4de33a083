-- GeoJSON features of one page as text; `next`: behind which the next page begins. %(grids)s, null: whose grids make no difference
select
  coalesce(string_agg(feature.text, ',' order by feature.grid) filter (where feature.number <= %(limit)s), '') as features,
  (count(*) filter (where feature.number <= %(limit)s))::integer as shown,
  case when count(*) > %(limit)s then max(feature.grid) filter (where feature.number <= %(limit)s) end as next
from (
  select
    page.grid,
    row_number() over (order by page.grid) as number,
    format(
      '{"type":"Feature","id":%%s,"geometry":%%s,"properties":%%s}',
      to_json(page.grid),
      st_asgeojson(page.geom, 7),
      json_build_object(
        'grid', page.grid,
        'code', page.code,
        'name', page.name,
        'kind', page.kind,
        'locked', page.locked,
        'households', page.households,
        'people', page.people,
        'buildings', page.buildings,
        'plan', page.plan
      )
    ) as text
  from (
    select
      grid.grid,
      grid.code,
      grid.name,
      grid.kind,
      grid.locked,
      grid.households,
      grid.people,
      grid.buildings,
      grid.plan,
      grid.geom
    from views.grids_plan as plan
    join views.grids_plan_grid as grid on grid.plan = plan.plan
    where (%(communities)s::text[] is null or plan.community = any (%(communities)s))
      and case
        when %(plan)s::text is not null then plan.plan = %(plan)s
        else plan.valid_from <= %(at)s and (plan.valid_to is null or %(at)s < plan.valid_to)
      end
      and (%(grids)s::text[] is null or grid.grid = any (%(grids)s))
      and (%(after)s::text is null or grid.grid > %(after)s)
    order by grid.grid
    limit %(limit)s + 1
  ) as page
) as feature
