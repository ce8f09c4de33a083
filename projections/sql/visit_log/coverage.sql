-- households by grid as they lived at the time asked for, and those of them visited within the round
select
  grid.grid,
  count(*)::integer as households,
  count(*) filter (
    where exists (
      select
      from views.visit_log_visit as visit
      where visit.household = stay.household
        and visit.visited_at >= round.starts_on::timestamp at time zone 'Asia/Shanghai'
        and visit.visited_at < (round.ends_on + 1)::timestamp at time zone 'Asia/Shanghai'
        and visit.visited_at <= %(at)s
    )
  )::integer as visited
from views.visit_log_round as round
join views.visit_log_household as household on household.community = round.community
join views.visit_log_stay as stay
  on stay.household = household.household
  and stay.building is not null
  and stay.valid_from <= %(at)s
  and (stay.valid_to is null or %(at)s < stay.valid_to)
left join views.visit_log_assignment as grid
  on grid.household = stay.household
  and grid.valid_from <= %(at)s
  and (grid.valid_to is null or %(at)s < grid.valid_to)
where round.round = %(round)s
group by grid.grid
order by grid.grid
