insert into visit_log_month (community, of, purpose, contact, visits)
select community, date_trunc('month', visited_at, 'Asia/Shanghai'), purpose, contact, %(sign)s * count(*)
from visit_log_visit
where visit = any (%(visits)s)
group by 1, 2, 3, 4
on conflict (community, of, purpose, contact) do update
set visits = visit_log_month.visits + excluded.visits
