-- tables of a schema around which no wall stands, or one of another edition
select class.relname
from pg_class as class
where class.relnamespace = %(schema)s::regnamespace
  and class.relkind = 'r'
  and not (class.relrowsecurity and obj_description(class.oid, 'pg_class') is not distinct from %(edition)s)
order by class.relname
