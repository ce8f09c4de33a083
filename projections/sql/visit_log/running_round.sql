select round
from views.visit_log_round
where community = %(community)s
  and closed_on is null
limit 1
