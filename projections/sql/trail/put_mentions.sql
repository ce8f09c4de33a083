insert into trail_mention (subject, position)
select subject, position
from unnest(%b::text[], %b::bigint[]) as told (subject, position)
