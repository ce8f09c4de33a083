-- visit_log_round_community
select round, community, title, starts_on, ends_on, closed_on, households, visited
from views.visit_log_round
where community = any (%(communities)s)
  and (%(year)s::integer is null or extract(year from starts_on) = %(year)s)
order by starts_on, position
