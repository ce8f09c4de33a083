update feed.subscription
set secret = %(secret)s
where subscription = %(subscription)s
