select told -> 'profiles'
from accounts.access_log
where act = 'profiles_in_force'
order by id desc
limit 1
