select
  count(*),
  coalesce(extract(epoch from clock_timestamp() - min(recorded_at))::bigint, 0)
from accounts.access_log
where id > %s
