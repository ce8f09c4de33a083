select coalesce(max(256 * number + octet_length(hashes) / 32), 0)
from proofs.tile
where level = 0
  and number = (select max(number) from proofs.tile where level = 0)
