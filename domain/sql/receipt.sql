select
  position,
  positions,
  versions,
  answer,
  actor,
  body_hash,
  true as replayed
from journal.receipts
where key = %(key)s
