-- recorded by then and not settled; a tag from the day after its last one on; a ticket also when it is settled
select
  matter.kind,
  matter.matter,
  matter.category,
  coalesce(matter.household, member.household) as household,
  coalesce(matter.grids[width_bucket(%(at)s::timestamptz, matter.grid_since)], home.grid, matter.grid) as grid,
  coalesce(matter.expires_on, (matter.began_at at time zone 'Asia/Shanghai')::date) as since,
  (matter.taken_at is not null and matter.taken_at <= %(at)s) as is_taken,
  (matter.raised_at is not null and matter.raised_at <= %(at)s) as is_raised
from views.six_clear_matter as matter
left join views.six_clear_member as member
  on member.person = matter.person
  and member.is_present
  and member.valid_from <= %(at)s
  and (member.valid_to is null or %(at)s < member.valid_to)
left join views.six_clear_assignment as home
  on home.household = coalesce(matter.household, member.household)
  and home.valid_from <= %(at)s
  and (home.valid_to is null or %(at)s < home.valid_to)
where matter.community = any (%(communities)s)
  and matter.began_at <= %(at)s
  and (matter.kind = 'ticket' or matter.settled_at is null or %(at)s < matter.settled_at)
  and (matter.expires_on is null or matter.expires_on < (%(at)s at time zone 'Asia/Shanghai')::date)
order by matter.position, matter.matter
