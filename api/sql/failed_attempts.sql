select count(*)
from accounts.failed_attempt
where account = %s
  and at > %s
