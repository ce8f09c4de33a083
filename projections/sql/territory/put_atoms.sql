insert into {atom} (plan, atom, grid)
select plan, atom, grid
from unnest(%s::text[], %s::integer[], %s::text[]) as told (plan, atom, grid)
