select
  sheet.subdistrict,
  sheet.counted_on,
  sheet.lines,
  sheet.people,
  sheet.street_yuan,
  sheet.street_working,
  sheet.granted_yuan,
  sheet.excess_yuan,
  sheet.excess_yuan > 0 as has_conflict,
  sheet.rounding,
  sheet.clause
from views.funding_sheet as sheet
where sheet.subdistrict = %(subdistrict)s
  and sheet.counted_on <= %(on)s
order by sheet.counted_on desc
limit 1
