insert into {stay} (household, position, valid_from, building, door, hukou_told, ended, merged_into)
select household, position, valid_from, building, door::jsonb, hukou_told, ended, merged_into
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[])
  as told (household, position, valid_from, building, door, hukou_told, ended, merged_into)
