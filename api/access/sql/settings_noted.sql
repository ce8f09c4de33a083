select
  told -> 'settings',
  at
from accounts.access_log
where act = 'settings_in_force'
order by id desc
limit 1
