select
  certificate.certificate,
  certificate.community,
  certificate.type_key,
  certificate.number,
  certificate.status,
  certificate.content
from views.seals_certificate as certificate
where certificate.certificate = %(certificate)s
