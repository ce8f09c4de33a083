with recursive asked as (
  select (coalesce(%(at)s::timestamptz, now()) at time zone 'Asia/Shanghai')::date as on_day
), chain as (
  select community.community, community.successor, community.ended_on, 0 as step
  from views.lineage_community as community
  where community.community = %(community)s
  union all
  select further.community, further.successor, further.ended_on, chain.step + 1
  from chain
  cross join asked
  join views.lineage_community as further on further.community = chain.successor
  where chain.ended_on <= asked.on_day
)
select community
from chain
order by step desc
limit 1
