insert into situation_map_organisation_fact (organisation, position, valid_from, is_open, building, has_party, party_members)
select organisation, position, valid_from, is_open, building, has_party, party_members
from unnest(%b::text[], %b::bigint[], %b::timestamptz[], %b::boolean[], %b::text[], %b::boolean[], %b::integer[])
  as told (organisation, position, valid_from, is_open, building, has_party, party_members)
