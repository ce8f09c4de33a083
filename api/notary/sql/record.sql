select
  position,
  stream,
  version::bigint,
  name,
  event_version::bigint,
  payload,
  actor,
  role,
  case
    when isfinite(effective_at) then (extract(epoch from effective_at) * 1000000)::bigint
    when effective_at > now() then 9223372036854775807
    else -9223372036854775808
  end as effective_us,
  case
    when isfinite(recorded_at) then (extract(epoch from recorded_at) * 1000000)::bigint
    when recorded_at > now() then 9223372036854775807
    else -9223372036854775808
  end as recorded_us,
  policy,
  correlation,
  causation,
  key,
  reason,
  document
from journal.events
