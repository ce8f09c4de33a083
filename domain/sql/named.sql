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
where name = any(%(names)s)
  and position > %(after)s
  and position <= %(horizon)s
order by position
limit %(limit)s
