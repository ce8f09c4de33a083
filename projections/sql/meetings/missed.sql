select
  missed.cadence,
  missed.first_on,
  missed.told_at
from views.meetings_missed as missed
where missed.community = %(community)s
order by missed.first_on, missed.cadence
