-- events_position, trail_line_pkey; a line that the trail lacks is of a parked stream: its community is that of the stream's earlier events
select
  event.position,
  event.stream,
  event.version,
  event.name,
  event.event_version,
  event.payload,
  event.recorded_at,
  event.effective_at,
  event.role,
  event.policy,
  event.document,
  event.correlation,
  event.causation,
  coalesce(line.community, own.community) as community
from journal.events as event
left join views.trail_line as line
  on line.position = event.position
  and line.position > %(after)s::bigint
  and line.position <= %(until_position)s::bigint
left join lateral (
  select stream.community
  from views.trail_stream as stream
  where line.position is null
    and stream.stream = event.stream
  limit 1
) as own on true
where event.position > %(after)s::bigint
  and event.position <= %(until_position)s::bigint
  and (%(names)s::text[] is null or event.name like any (%(names)s))
  and (%(communities)s::text[] is null or coalesce(line.community, own.community) = any (%(communities)s))
  and (%(since)s::timestamptz is null or event.recorded_at >= %(since)s)
  and (%(until)s::timestamptz is null or event.recorded_at < %(until)s)
order by event.position
limit %(limit)s
