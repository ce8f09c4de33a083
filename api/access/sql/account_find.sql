select account, role, name, warden, communities, password_hash
from accounts.account
where account = %s
  and is_open
