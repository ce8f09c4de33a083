insert into responsibility_holding (post, cover, warden, document, valid_from, position)
select post, cover, warden, document, valid_from, position
from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::bigint[])
  as told (post, cover, warden, document, valid_from, position)
