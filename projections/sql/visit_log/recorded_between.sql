-- visit_log_visit_position; the household as it was known by then: a draw is found again whatever was put right later
select
  visit.visit,
  coalesce(
    (
      select correction.household
      from views.visit_log_correction as correction
      where correction.visit = visit.visit
        and correction.status = 'made'
        and correction.decided <= %(through)s
      order by correction.decided desc
      limit 1
    ),
    visit.told_household
  ) as household,
  visit.warden
from views.visit_log_visit as visit
where visit.community = %(community)s
  and visit.position > %(after)s
  and visit.position <= %(through)s
order by visit.position
