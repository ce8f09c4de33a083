select hashes
from proofs.tile
where level = %(level)s
  and number = %(number)s
