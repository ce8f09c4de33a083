insert into grids_address (building, community, text)
select
  building,
  community,
  regexp_replace(lower(normalize(concat_ws('|', address, estate, number, name), nfkc)), '\s', '', 'g')
from grids_building
where building = any (%s)
on conflict (building) do update
set text = excluded.text
