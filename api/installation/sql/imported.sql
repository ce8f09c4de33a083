select
  min(recorded_at) as at,
  min(actor) as by,
  count(*)::integer as households,
  sum(jsonb_array_length(told.payload -> 'members'))::integer as members
from journal.events as event,
  lateral (select convert_from(event.payload, 'UTF8')::jsonb as payload) as told
where event.position = any (%s)
  and told.payload ->> 'source' = 'import'
group by event.correlation
order by at desc
