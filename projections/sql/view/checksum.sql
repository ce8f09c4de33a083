select
  count(*) as rows,
  md5(coalesce(string_agg(line, '' order by line), '')) as checksum
from (
  select md5(row::text) as line
  from {table} as row
) as lines
