select sealed, confirmed_at, last_step
from accounts.second_factor
where account = %s
for update
