insert into grids_stay (household, position, valid_from, building)
select household, position, valid_from, building
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::text[]) as told (household, position, valid_from, building)
