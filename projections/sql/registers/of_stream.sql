-- the index registers_line_register
select
  line.line,
  line.owner,
  line.key,
  line.holds_from,
  line.holds_until,
  line.document,
  line.told
from views.registers_line as line
where line.register = %(register)s
  and line.owner = %(code)s
  and (line.key = %(key)s or starts_with(line.key, %(key)s || '/'))
order by line.holds_from, line.position, line.line
