select community, on_day, seed, visits_after, visits_through, per_warden, position
from views.spot_checks_draw
where community = %(community)s
  and on_day = %(on)s
