delete from feed.subscription
where subscription = %(subscription)s
