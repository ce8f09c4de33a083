select
  sheet.counted_on,
  sheet.people,
  sheet.granted_yuan,
  sheet.excess_yuan
from views.funding_sheet as sheet
where sheet.subdistrict = %(subdistrict)s
order by sheet.counted_on
