select
  line.line,
  line.owner,
  line.key,
  line.holds_from,
  line.holds_until,
  line.document,
  coalesce(
    (
      select earlier.value -> 'told'
      from jsonb_array_elements(line.earlier) with ordinality as earlier (value, place)
      where %(on)s::date < (earlier.value ->> 'until')::date
      order by earlier.place
      limit 1
    ),
    line.told
  ) as told
from views.registers_line as line
where line.register = %(register)s
  and (starts_with(%(code)s, line.owner) or starts_with(line.owner, %(code)s) or line.owner = any (%(former)s))
  and (
    %(on)s::date is null
    or line.holds_from <= %(on)s
    and (line.holds_until is null or %(on)s < line.holds_until)
  )
order by line.holds_from, line.position, line.line
