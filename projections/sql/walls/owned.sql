select viewname
from pg_views
where schemaname = %s
  and viewname like %s
