select account, role, name, warden, communities
from accounts.account
where account = %s
  and reset_hash = %s
  and reset_until > %s
  and is_open
for update
