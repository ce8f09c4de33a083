select (
    select case when bool_or(period ->> 1 is null) then null else coalesce(max((period ->> 1)::timestamptz), to_timestamp(0)) end
    from jsonb_array_elements(known.served) as period
  ) as serves_until
from views.responsibility_warden as known
where known.warden = %(warden)s
