select
  visit, community, grid, building, household, warden, contact, role, purpose, visited_at, standing_in, ticket, found, actor, recorded_at,
  corrected_at
from views.visit_log_visit
where visit = %(visit)s
