-- trail_line_late
select
  community,
  actor,
  role,
  count(*)::integer as lines,
  max(recorded_at - effective_at) as longest
from views.trail_line
where recorded_at - effective_at > interval '24 hours'
  and recorded_at - effective_at > %(by)s
  and recorded_at >= %(since)s
  and recorded_at < %(until)s
  and (%(communities)s::text[] is null or community = any (%(communities)s))
group by community, actor, role
order by community, lines desc, actor, role
