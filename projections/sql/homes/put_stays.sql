insert into {stay} (household, position, valid_from, building, door, hukou_told, ended, merged_into)
select household, position, valid_from, building, door::jsonb, hukou_told, ended, merged_into
from unnest(%s::text[], %s::bigint[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
  as told (household, position, valid_from, building, door, hukou_told, ended, merged_into)
