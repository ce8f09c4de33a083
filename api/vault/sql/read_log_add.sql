insert into vault.read_log (actor, role, subject, fields, purpose)
select
  %(actor)s,
  %(role)s,
  subject,
  %(fields)s::text[],
  %(purpose)s
from unnest(%(subjects)s::text[]) as opened (subject)
