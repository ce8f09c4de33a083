-- grids_address_text, by the longest word: the index knows no "like all"
select address.building
from views.grids_address as address
where (%(communities)s::text[] is null or address.community = any (%(communities)s))
  and address.text like %(longest)s
  and address.text like all (%(patterns)s::text[])
order by similarity(address.text, %(whole)s) desc, length(address.text), address.building
limit %(limit)s
