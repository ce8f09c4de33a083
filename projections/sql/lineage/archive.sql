-- as `holding`, and of a community that ended in another too: what was made under a code is read under it for ever
with recursive asked as (
  select (coalesce(%(at)s::timestamptz, now()) at time zone 'Asia/Shanghai')::date as on_day
), kept as (
  select
    community.community,
    null::date as came_on
  from views.lineage_community as community
  where community.community = %(community)s
  union
  select
    ended.community,
    greatest(kept.came_on, ended.ended_on) as came_on
  from kept
  cross join asked
  join views.lineage_community as ended on ended.successor = kept.community and ended.ended_on <= asked.on_day
)
select
  ended.community,
  ended.code,
  ended.name,
  ended.ended_on,
  ended.successor,
  kept.came_on
from kept
join views.lineage_community as ended on ended.community = kept.community
order by ended.community <> %(community)s, ended.community
