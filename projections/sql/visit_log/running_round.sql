select round
from views.visit_log_round
where community = any (%(communities)s)
  and closed_on is null
limit 1
