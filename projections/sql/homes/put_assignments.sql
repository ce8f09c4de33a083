insert into {assignment} (household, position, valid_from, grid)
select household, position, valid_from, grid
from unnest(%s::text[], %s::bigint[], %s::timestamptz[], %s::text[]) as told (household, position, valid_from, grid)
