-- whole months by their sums, the days before and after visit by visit
select community, purpose, contact, sum(visits)::integer as visits
from (
  select month.community, month.purpose, month.contact, month.visits
  from views.visit_log_month as month
  where month.community = any (%(communities)s)
    and month.of >= %(whole_from)s
    and month.of < %(whole_until)s
  union all
  -- visit_log_visit_community
  select visit.community, visit.purpose, visit.contact, 1
  from views.visit_log_visit as visit
  where visit.community = any (%(communities)s)
    and visit.visited_at >= %(since)s
    and visit.visited_at < %(whole_from)s
  union all
  select visit.community, visit.purpose, visit.contact, 1
  from views.visit_log_visit as visit
  where visit.community = any (%(communities)s)
    and visit.visited_at >= %(whole_until)s
    and visit.visited_at < %(until)s
) as told
group by community, purpose, contact
order by community, purpose, contact
