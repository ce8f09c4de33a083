insert into {assignment} (household, position, valid_from, grid)
select household, position, valid_from, grid
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::text[]) as told (household, position, valid_from, grid)
