-- the first time counts
update six_clear_matter as matter
set {column} = least(matter.{column}, told.at)
from (
  select matter, min(at) as at
  from unnest(%b::text[], %b::timestamptz[]) as each (matter, at)
  group by matter
) as told
where matter.matter = told.matter
