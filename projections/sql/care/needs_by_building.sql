-- open needs of the households that live there then
select
  stay.building,
  need.kind,
  count(*)::integer as needs
from views.care_need as need
join views.care_stay as stay
  on stay.household = need.household
  and stay.building is not null
  and stay.valid_from <= %(at)s
  and (stay.valid_to is null or %(at)s < stay.valid_to)
where need.community = any (%(communities)s)
  and need.recorded_at <= %(at)s
  and (need.struck_at is null or %(at)s < need.struck_at)
group by stay.building, need.kind
