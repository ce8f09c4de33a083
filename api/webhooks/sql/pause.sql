update feed.subscription
set paused_why = %(why)s
where subscription = %(subscription)s
