select content
from accounts.setting
where account = %s
  and name = %s
