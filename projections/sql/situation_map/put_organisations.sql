insert into situation_map_organisation (organisation, community)
select organisation, community
from unnest(%b::text[], %b::text[]) as told (organisation, community)
