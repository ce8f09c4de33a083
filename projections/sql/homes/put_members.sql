insert into {member} (household, person, position, valid_from, is_present, relation, sealed, place)
select household, person, position, valid_from, is_present, relation, sealed::jsonb, place
from unnest(%s::text[], %s::text[], %s::bigint[], %s::timestamptz[], %s::boolean[], %s::text[], %s::text[], %s::integer[])
  as told (household, person, position, valid_from, is_present, relation, sealed, place)
