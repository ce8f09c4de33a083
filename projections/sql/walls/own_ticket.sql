-- runs as its owner, whom no policy of the tables holds; what it shows is the asker's own
create or replace view {own} as
select place.ticket
from {place} as place
where place.grid = any ((select accounts.scope_grids())::text[])
  and tstzrange(place.valid_from, place.valid_to) @> (select accounts.scope_now())
