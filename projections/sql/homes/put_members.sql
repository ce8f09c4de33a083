insert into {member} (household, person, position, valid_from, is_present, relation, sealed, place, community)
select
  told.household, told.person, told.position, told.valid_from, told.is_present, told.relation, told.sealed::jsonb, told.place, home.community
from unnest(%b::text[], %b::text[], %b::bigint[], %b::timestamptz[], %b::boolean[], %b::text[], %b::text[], %b::integer[])
  as told (household, person, position, valid_from, is_present, relation, sealed, place)
left join {household} as home on home.household = told.household
