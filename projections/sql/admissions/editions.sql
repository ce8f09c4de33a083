select
  edition.edition,
  edition.holds_from,
  edition.document,
  jsonb_array_length(edition.entries) as entries
from views.admissions_edition as edition
where edition.district = %(district)s
order by edition.edition
