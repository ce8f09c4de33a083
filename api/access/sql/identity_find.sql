select account.account, account.role, account.name, account.warden, account.communities
from accounts.identity as identity
join accounts.account as account on account.account = identity.account
where identity.issuer = %s
  and identity.subject = %s
  and account.is_open
