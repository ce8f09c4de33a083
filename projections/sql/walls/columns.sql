select attribute.attname
from pg_attribute as attribute
where attribute.attrelid = format('%%I.%%I', %s::text, %s::text)::regclass
  and attribute.attnum > 0
  and not attribute.attisdropped
