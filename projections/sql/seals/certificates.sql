select
  certificate.certificate,
  certificate.community,
  certificate.type_key,
  certificate.number,
  certificate.status,
  certificate.requested_at,
  certificate.decided_at,
  certificate.decided_by,
  certificate.ground,
  certificate.clause
from views.seals_certificate as certificate
where certificate.community = any (%(communities)s)
order by certificate.requested_at desc, certificate.certificate
