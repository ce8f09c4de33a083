select warden, community, account, employment, sealed, served
from views.responsibility_warden
where warden = any (%(wardens)s)
order by warden
