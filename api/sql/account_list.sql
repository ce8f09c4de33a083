select account, role, name, warden, communities
from accounts.account
where is_open
order by role, account
