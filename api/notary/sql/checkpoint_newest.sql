select
  size,
  position,
  note,
  published_at
from proofs.checkpoint
order by size desc
limit 1
