update vault.subject_key as held
set wrapped = renewed.wrapped,
  epoch = %(epoch)s
from unnest(%(subjects)s::text[], %(wrapped)b::bytea[]) as renewed (subject, wrapped)
where held.subject = renewed.subject
  and held.wrapped is not null
