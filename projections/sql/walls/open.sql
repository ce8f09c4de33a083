-- tables of a schema that no wall stands around
select class.relname
from pg_class as class
where class.relnamespace = %s::regnamespace
  and class.relkind = 'r'
  and not class.relrowsecurity
order by class.relname
