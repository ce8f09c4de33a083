select attribute.attname
from pg_index as index
join pg_attribute as attribute on attribute.attrelid = index.indrelid and attribute.attnum = any (index.indkey)
where index.indrelid = %s::regclass
  and index.indisprimary
order by array_position(index.indkey::int2[], attribute.attnum)
