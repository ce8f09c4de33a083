select account.account, account.role, account.warden, account.communities
from feed.subscription as own
join accounts.account as account on account.account = own.account
where own.subscription = %(subscription)s
  and account.is_open
