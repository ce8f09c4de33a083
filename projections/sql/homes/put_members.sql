insert into {member} (household, person, position, valid_from, is_present, relation, sealed, place)
select household, person, position, valid_from, is_present, relation, sealed::jsonb, place
from unnest(%b::text[], %b::text[], %b::bigint[], %b::timestamptz[], %b::boolean[], %b::text[], %b::text[], %b::integer[])
  as told (household, person, position, valid_from, is_present, relation, sealed, place)
