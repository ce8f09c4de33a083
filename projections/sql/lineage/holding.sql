with recursive asked as (
  select (coalesce(%(at)s::timestamptz, now()) at time zone 'Asia/Shanghai')::date as on_day
), holding as (
  select
    community.community as keeper,
    community.community
  from views.lineage_community as community
  cross join asked
  where community.community = any (%(communities)s)
    and (community.successor is null or asked.on_day < community.ended_on)
  union
  select
    holding.keeper,
    ended.community
  from holding
  cross join asked
  join views.lineage_community as ended on ended.successor = holding.community and ended.ended_on <= asked.on_day
)
select keeper, community
from holding
order by keeper, community <> keeper, community
