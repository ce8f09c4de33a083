-- a visit belongs to the building the household lived in when it was made
select
  date_trunc('month', visit.visited_at at time zone 'Asia/Shanghai')::date as month,
  visit.building,
  count(*)::integer as visits
from views.visit_log_visit as visit
where visit.community = %(community)s
  and visit.visited_at >= %(since)s
  and visit.visited_at < %(until)s
group by 1, 2
