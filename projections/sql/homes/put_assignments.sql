insert into {assignment} (household, position, valid_from, grid, community)
select told.household, told.position, told.valid_from, told.grid, home.community
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::text[]) as told (household, position, valid_from, grid)
left join {household} as home on home.household = told.household
