select
  line.line,
  line.register,
  line.owner,
  line.key,
  line.holds_from,
  line.holds_until,
  line.document,
  line.told
from views.registers_line as line
where line.line = %(line)s
