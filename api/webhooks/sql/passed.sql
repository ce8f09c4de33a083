-- nothing of what lies between was wanted
update feed.subscription
set position = greatest(position, %(position)s::bigint)
where subscription = %(subscription)s
