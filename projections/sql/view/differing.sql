select key
from (
  select jsonb_build_array({key}) as key, md5(row::text) as line
  from {live} as row
) as live
full join (
  select jsonb_build_array({key}) as key, md5(row::text) as line
  from {beside} as row
) as beside using (key)
where live.line is distinct from beside.line
order by key
limit %s
