select
  number,
  hashes,
  positions
from proofs.tile
where level = 0
order by number
