select count(*)
from accounts.failed_attempt
where account = %s
  and address = %s
  and at > %s
