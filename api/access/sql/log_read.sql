select id, at, account, act, actor, address, told - '{held,session}'::text[] as told
from accounts.access_log
where (%(account)s::text is null or account = %(account)s or actor = %(account)s)
  and (%(since)s::timestamptz is null or at >= %(since)s)
  and (%(until)s::timestamptz is null or at < %(until)s)
  and (%(before)s::bigint is null or id < %(before)s)
order by id desc
limit %(limit)s
