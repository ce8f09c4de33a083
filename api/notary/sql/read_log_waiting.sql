select
  count(*),
  coalesce(extract(epoch from clock_timestamp() - min(read_at))::bigint, 0)
from vault.read_log
where id > %s
