select
  size,
  note
from proofs.checkpoint
order by size
