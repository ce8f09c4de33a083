insert into responsibility_holding (post, cover, warden, document, valid_from, position)
select post, cover, warden, document, valid_from, position
from unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::bigint[])
  as told (post, cover, warden, document, valid_from, position)
