insert into {atom} (plan, atom, grid)
select plan, atom, grid
from unnest(%b::text[], %b::integer[], %b::text[]) as told (plan, atom, grid)
