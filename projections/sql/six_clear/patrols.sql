select
  look.grid,
  (max(look.looked_at) at time zone 'Asia/Shanghai')::date as last
from views.six_clear_look as look
where look.community = any (%(communities)s)
  and look.household is null
  and look.looked_at <= %(at)s
group by look.grid
