select
  own.subscription,
  own.account,
  own.url,
  own.names,
  own.communities,
  own.purpose,
  own.position,
  own.paused_why,
  own.failures,
  own.dead_in_a_row,
  own.last_error,
  own.delivered_at,
  own.made_at,
  (select count(*) from feed.dead_letter as letter where letter.subscription = own.subscription) as dead
from feed.subscription as own
where (%(account)s::text is null or own.account = %(account)s)
  and (%(subscription)s::text is null or own.subscription = %(subscription)s)
order by own.made_at, own.subscription
