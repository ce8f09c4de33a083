insert into six_clear_organisation_fact (organisation, position, valid_from, is_open, is_whole)
select organisation, position, valid_from, is_open, is_whole
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::boolean[], %b::boolean[])
  as told (organisation, position, valid_from, is_open, is_whole)
