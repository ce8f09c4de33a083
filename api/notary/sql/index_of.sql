-- the tile whose first position is the last not beyond the one that is asked for
select
  256 * t.number + place - 1
from (
  select
    number,
    array_position(positions, %(position)s::bigint) as place
  from proofs.tile
  where level = 0
    and positions[1] <= %(position)s
  order by positions[1] desc
  limit 1
) t
where place is not null
