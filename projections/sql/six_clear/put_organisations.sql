insert into six_clear_organisation (organisation, community)
select organisation, community
from unnest(%b::text[], %b::text[]) as told (organisation, community)
