insert into visit_log_round (round, community, title, starts_on, ends_on, position)
select round, community, title, starts_on, ends_on, position
from unnest(%b::text[], %b::text[], %b::text[], %b::date[], %b::date[], %b::bigint[]) as told (
  round, community, title, starts_on, ends_on, position
)
