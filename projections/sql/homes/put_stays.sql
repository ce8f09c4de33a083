insert into {stay} (household, position, valid_from, building, door, hukou_told, ended, merged_into, community)
select
  told.household, told.position, told.valid_from, told.building, told.door::jsonb, told.hukou_told, told.ended, told.merged_into,
  home.community
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[])
  as told (household, position, valid_from, building, door, hukou_told, ended, merged_into)
left join {household} as home on home.household = told.household
