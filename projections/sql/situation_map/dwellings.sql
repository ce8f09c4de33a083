select community, sum(dwellings)::integer as dwellings
from views.situation_map_building
where community = any (%(communities)s)
  and not is_replaced
  and (demolished_on is null or demolished_on > (%(at)s::timestamptz at time zone 'Asia/Shanghai')::date)
group by community
order by community
