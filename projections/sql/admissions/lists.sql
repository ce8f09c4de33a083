select
  edition.district,
  edition.edition,
  edition.holds_from,
  edition.document,
  edition.entries
from views.admissions_edition as edition
where edition.district = %(district)s
  and edition.holds_from <= %(on)s
order by edition.edition desc
limit 1
