-- diary_line_community
select
  (effective_at at time zone 'Asia/Shanghai')::date as on_day,
  name,
  count(*)::integer as lines
from views.diary_line
where community = %(community)s
  and effective_at >= %(since)s
  and effective_at < %(until)s
group by on_day, name
order by on_day, name
