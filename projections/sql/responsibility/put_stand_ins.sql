insert into responsibility_stand_in (position, post, warden, starts_at, ends_at)
select position, post, warden, starts_at, ends_at
from unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[]) as told (position, post, warden, starts_at, ends_at)
