update positions
set position = %(new)s
where name = %(name)s
  and version = %(version)s
  and position = %(old)s
