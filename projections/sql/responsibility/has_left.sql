select not exists (
  select
  from jsonb_array_elements(served) as period
  where period ->> 1 is null
    or (period ->> 1)::timestamptz > %(at)s
) as has_left
from views.responsibility_warden
where warden = %(warden)s
