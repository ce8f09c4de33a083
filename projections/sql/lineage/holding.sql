with recursive asked as (
  select (coalesce(%(at)s::timestamptz, now()) at time zone 'Asia/Shanghai')::date as on_day
), holding as (
  select community.community
  from views.lineage_community as community
  cross join asked
  where community.community = %(community)s
    and (community.successor is null or asked.on_day < community.ended_on)
  union
  select ended.community
  from holding
  cross join asked
  join views.lineage_community as ended on ended.successor = holding.community and ended.ended_on <= asked.on_day
)
select community
from holding
order by community <> %(community)s, community
