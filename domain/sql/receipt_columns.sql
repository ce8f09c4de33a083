  receipt_position,
  receipt_positions,
  receipt_versions,
  receipt_answer,
  receipt_actor,
  receipt_hash,
  replayed,
  stale
