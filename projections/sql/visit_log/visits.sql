-- visit_log_visit_community
select
  visit, community, grid, building, household, warden, contact, role, purpose, visited_at, standing_in, ticket, actor, recorded_at,
  corrected_at
from views.visit_log_visit
where community = any (%(communities)s)
  and visited_at >= %(since)s
  and visited_at < %(until)s
  and (%(grids)s::text[] is null or grid = any (%(grids)s))
  and (%(warden)s::text is null or warden = %(warden)s)
  and (
    %(after)s::text is null
    or (visited_at, visit) > (select last.visited_at, last.visit from views.visit_log_visit as last where last.visit = %(after)s)
  )
order by visited_at, visit
limit %(limit)s
