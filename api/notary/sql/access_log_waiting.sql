select count(*)
from accounts.access_log
where id > %s
