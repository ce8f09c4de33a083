insert into six_clear_filing (organisation, position, valid_from, grid)
select organisation, position, valid_from, grid
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::text[]) as told (organisation, position, valid_from, grid)
