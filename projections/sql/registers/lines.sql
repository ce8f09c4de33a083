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
  and (starts_with(%(code)s, line.owner) or starts_with(line.owner, %(code)s))
  and (
    %(on)s::date is null
    or line.holds_from <= %(on)s
    and (line.holds_until is null or %(on)s < line.holds_until)
  )
order by line.holds_from, line.position, line.line
