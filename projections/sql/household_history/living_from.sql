-- household_history_stay_building
select distinct household
from views.household_history_stay
where building = any (%(buildings)s)
  and (valid_to is null or %(at)s::timestamptz < valid_to)
order by household
