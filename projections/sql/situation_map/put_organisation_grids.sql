insert into situation_map_organisation_grid (organisation, position, valid_from, grid)
select organisation, position, valid_from, grid
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::text[]) as told (organisation, position, valid_from, grid)
