select secret
from feed.subscription
where subscription = %(subscription)s
