-- needs, opinions or observations that are not settled and were recorded before the day
select
  matter.community,
  coalesce(home.grid, matter.grid) as grid,
  count(*)::integer as missing
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
  and matter.kind = %(kind)s
  and matter.began_at <= %(at)s
  and (matter.settled_at is null or %(at)s < matter.settled_at)
  and (%(recorded_before)s::timestamptz is null or matter.began_at < %(recorded_before)s)
group by 1, 2
