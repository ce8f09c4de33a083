select
  position,
  stream,
  version,
  name,
  event_version,
  payload,
  recorded_at,
  actor,
  role,
  effective_at,
  policy,
  correlation,
  causation,
  key,
  reason,
  document
from journal.events
where position = any(%(positions)b::bigint[])
order by position
