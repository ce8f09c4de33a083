select
  id,
  read_at,
  actor,
  role,
  subject,
  fields,
  purpose,
  request
from vault.read_log
where subject = any (%(subjects)s)
  and id > %(after)s
order by id
limit %(limit)s
