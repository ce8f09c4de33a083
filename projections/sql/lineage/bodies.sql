select
  body.area,
  body.kind,
  body.name,
  body.document,
  body.abolished_on,
  body.abolished_by,
  body.succeeded_by
from views.lineage_body as body
where body.area in (%(code)s, left(%(code)s, 9))
order by body.area desc, body.kind
