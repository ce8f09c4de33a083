select
  id,
  salt,
  to_char(read_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as read_at,
  actor,
  role,
  subject,
  fields,
  request,
  purpose
from vault.read_log
where id > %(after)s
  and id <= %(last)s
order by id
limit %(limit)s
