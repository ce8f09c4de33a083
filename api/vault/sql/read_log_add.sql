insert into vault.read_log (actor, role, subject, fields, purpose, request)
select
  %(actor)s,
  %(role)s,
  subject,
  %(fields)s::text[],
  %(purpose)s,
  %(request)s
from unnest(%(subjects)s::text[]) as opened (subject)
