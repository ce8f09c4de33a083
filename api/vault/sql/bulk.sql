select
  actor,
  (read_at at time zone 'Asia/Shanghai')::date as day,
  fields && %(health)s::text[] as is_health,
  count(distinct subject) as subjects,
  count(*) as openings
from vault.read_log
where read_at > clock_timestamp() - make_interval(days => %(days)s)
group by 1, 2, 3
having count(distinct subject) >= case when (fields && %(health)s::text[]) then %(limit_health)s else %(limit_others)s end
order by 2 desc, 1, 3
