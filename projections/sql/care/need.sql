select need, kind, community, household, person, category, recorded_by, recorded_at, sealed, outcome, struck_by, struck_at
from views.care_need
where need = %(need)s
