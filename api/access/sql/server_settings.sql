select
  name,
  setting
from pg_settings
where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'ssl', 'server_version')
union all
select
  'simulated',
  case when simulated then 'on' else 'off' end
from journal.mode
order by 1
