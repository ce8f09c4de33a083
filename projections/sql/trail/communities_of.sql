-- trail_stream_pkey, trail_mention_pkey
select asked.subject, coalesce(own.community, line.community) as community
from unnest(%(subjects)s::text[]) as asked (subject)
left join views.trail_stream as own on own.stream = asked.subject
left join lateral (
  select told.community
  from views.trail_mention as mention
  join views.trail_line as told on told.position = mention.position
  where mention.subject = asked.subject
    and told.community is not null
  order by mention.position desc
  limit 1
) as line on own.stream is null
