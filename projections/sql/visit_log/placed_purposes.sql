-- visit_log_visit_community; by the building the household lived in when it was visited, and the grid that held it then
select visit.building, visit.grid, visit.purpose, visit.contact, count(*)::integer as visits
from views.visit_log_visit as visit
where visit.community = any (%(communities)s)
  and visit.visited_at >= %(since)s
  and visit.visited_at < %(until)s
group by visit.building, visit.grid, visit.purpose, visit.contact
order by visit.building, visit.grid, visit.purpose, visit.contact
