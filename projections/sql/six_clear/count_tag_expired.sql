-- a visit counts once the tag has ended, in the grid where the household lives
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
  and matter.kind = 'tag'
  and matter.began_at <= %(at)s
  and (matter.settled_at is null or %(at)s < matter.settled_at)
  and matter.expires_on < (%(at)s at time zone 'Asia/Shanghai')::date
  and not exists (
    select from views.six_clear_look as look
    join views.six_clear_stay as stay
      on stay.household = look.household
      and stay.building is not null
      and stay.valid_from <= %(at)s
      and (stay.valid_to is null or %(at)s < stay.valid_to)
    where look.household = coalesce(matter.household, member.household)
      and look.looked_at >= (matter.expires_on + 1)::timestamp at time zone 'Asia/Shanghai'
      and look.looked_at <= %(at)s
  )
group by 1, 2
