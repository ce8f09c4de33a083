select account, role, name, warden, communities
from accounts.account
where account = %s
