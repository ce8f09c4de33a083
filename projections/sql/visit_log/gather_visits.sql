update visit_log_lived as lived
set visited_at = array(
  select visit.visited_at
  from visit_log_visit as visit
  where visit.household = lived.household
    and visit.community = lived.community
  order by visit.visited_at
)
where lived.household = any (%(households)s)
