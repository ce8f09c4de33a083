select
  count(*) as rows,
  encode(sha256(convert_to(coalesce(string_agg(line, '' order by line), ''), 'UTF8')), 'hex') as checksum
from (
  select encode(sha256(convert_to(row::text, 'UTF8')), 'hex') as line
  from {table} as row
) as lines
