select warden
from views.responsibility_warden
where account = %(account)s
order by warden
limit 1
