select
  id,
  salt,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded_at,
  account,
  act,
  actor,
  address,
  told::text as told
from accounts.access_log
where id > %(after)s
  and id <= %(last)s
order by id
limit %(limit)s
