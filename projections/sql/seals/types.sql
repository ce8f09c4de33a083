select
  type.type_key,
  type.title,
  type.legal_basis,
  type.has_seal,
  type.listed_at,
  type.cancelled_on,
  type.cause,
  type.clause,
  type.document
from views.seals_type as type
where type.district = %(district)s
  and (not %(offered)s or type.cancelled_on is null)
order by type.type_key
