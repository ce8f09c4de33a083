-- events_position, trail_line_pkey; a line that the trail lacks is of a parked stream: its community is that of the stream's earlier events.
-- Every event as JSON text, as if its stored version were the present one; where it is not, stored_version says so and the reader lifts it.
-- A text of the envelope that begins as sealed words do is written with an escape, so that it is not taken for them.
select
  event.position,
  event.name,
  case when event.name || '.v' || event.event_version = any (%(present)s::text[]) then null else event.event_version end as stored_version,
  convert_to(
    concat(
      '{"specversion":"1.0","id":"', event.position,
      '","source":"/api/feed","type":"minqing.', event.name, '.v', event.event_version,
      '","dataschema":"', %(base)s::text, '/api/feed/schemas/', event.name, '/', event.event_version,
      '","subject":"', event.stream,
      '","time":"', replace(to_char(event.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z'),
      '","datacontenttype":"application/json","position":"', event.position,
      '","streamversion":', event.version,
      ',"effectivetime":"', replace(to_char(event.effective_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z'),
      '"', ',"actorrole":' || to_json(nullif(event.role, ''))::text,
      ',"policy":' || to_json(nullif(event.policy, ''))::text,
      ',"document":' || replace(to_json(nullif(event.document, ''))::text, '"sealed:', '"\u0073ealed:'),
      ',"correlationid":' || to_json(nullif(event.correlation, ''))::text,
      ',"causationid":' || to_json(nullif(event.causation, ''))::text,
      ',"community":' || to_json(substr(coalesce(line.community, own.community), length('com-') + 1))::text,
      ',"data":'
    ),
    'UTF8'
  ) || event.payload || '}'::bytea as told
from journal.events as event
left join views.trail_line as line
  on line.position = event.position
  and line.position > %(after)s::bigint
  and line.position <= %(until_position)s::bigint
left join lateral (
  select stream.community
  from views.trail_stream as stream
  where line.position is null
    and stream.stream = event.stream collate "default"
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
