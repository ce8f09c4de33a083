-- visit_log_visit_position
select visit, household, warden
from views.visit_log_visit
where community = %(community)s
  and position > %(after)s
  and position <= %(through)s
order by position
