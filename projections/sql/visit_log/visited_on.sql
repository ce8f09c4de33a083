select count(distinct household)::integer as households
from views.visit_log_visit
where warden = %(warden)s
  and visited_at >= %(morning)s
  and visited_at < %(night)s
