select community
from views.responsibility_warden
where warden = %(warden)s
