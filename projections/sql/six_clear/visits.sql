select
  look.household,
  look.purpose,
  (max(look.looked_at) at time zone 'Asia/Shanghai')::date as last
from views.six_clear_look as look
where look.community = any (%(communities)s)
  and look.household is not null
  and look.looked_at <= %(at)s
group by look.household, look.purpose
