-- streams whose versions are not 1, 2, 3 … in the order of their positions; rows that stand outside the order
select min(coalesce(o.position, 0))
from (
  select
    position,
    version,
    row_number() over (partition by stream order by position) as due
  from journal.events
) o
where o.version <> o.due
  or o.position is null
  or o.position <= 0
