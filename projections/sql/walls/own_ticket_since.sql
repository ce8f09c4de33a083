-- as own_ticket.sql, of places that only say since when
create or replace view {own} as
select place.ticket
from {place} as place
where place.grid = any ((select accounts.scope_grids())::text[])
  and place.since <= (select accounts.scope_now())
  and not exists (
    select
    from {place} as later
    where later.ticket = place.ticket
      and (later.since, later.position) > (place.since, place.position)
      and later.since <= (select accounts.scope_now())
  )
