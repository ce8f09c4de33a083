insert into {grid} (plan, grid, code, name, kind)
select plan, grid, code, name, kind
from unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::text[]) as told (plan, grid, code, name, kind)
