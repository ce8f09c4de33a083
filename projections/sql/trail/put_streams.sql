insert into trail_stream (stream, community)
select stream, community
from unnest(%b::text[], %b::text[]) as told (stream, community)
on conflict (stream) do update set community = excluded.community
