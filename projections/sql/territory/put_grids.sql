insert into {grid} (plan, grid, code, name, kind)
select plan, grid, code, name, kind
from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[]) as told (plan, grid, code, name, kind)
