select
  burden.burden,
  burden.community,
  burden.kind,
  burden.title,
  burden.department,
  burden.is_inherited,
  burden.basis,
  burden.valid_from,
  burden.valid_to,
  burden.document,
  burden.clause
from views.burdens_burden as burden
where burden.community = any (%(communities)s)
order by burden.valid_from, burden.burden
