insert into spot_checks_drawn (visit, community, warden, household, on_day, place)
select visit, community, warden, household, on_day, place
from unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::date[], %b::integer[]) as told (
  visit, community, warden, household, on_day, place
)
