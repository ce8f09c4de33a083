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
where actor = %(actor)s
  and read_at >= %(since)s
  and read_at < %(until)s
  and id > %(after)s
order by id
limit %(limit)s
