select
  use.number,
  use.community,
  use.certificate,
  use.type_key,
  certificate.number as certificate_number,
  use.used_by,
  use.used_at
from views.seals_use as use
join views.seals_certificate as certificate on certificate.certificate = use.certificate
where use.community = any (%(communities)s)
order by use.used_at, use.number
