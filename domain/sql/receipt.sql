select
  position,
  positions,
  versions,
  answer,
  actor,
  body_hash,
  true as replayed,
  null::jsonb as stale
from journal.receipts
where key = %(key)s
