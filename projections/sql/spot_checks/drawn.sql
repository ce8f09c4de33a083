-- spot_checks_drawn_community
select visit, community, warden, household, on_day, place, matches, checked_by, checked_at, note
from views.spot_checks_drawn
where community = %(community)s
  and (%(on)s::date is null or on_day = %(on)s)
  and (not %(open_only)s or matches is null)
order by on_day, place
