insert into responsibility_stand_in (position, post, warden, starts_at, ends_at)
select position, post, warden, starts_at, ends_at
from unnest(%b::bigint[], %b::text[], %b::text[], %b::timestamptz[], %b::timestamptz[]) as told (position, post, warden, starts_at, ends_at)
