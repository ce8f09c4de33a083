select known.warden, known.account, known.employment, known.sealed
from views.responsibility_warden as known
where known.community = any (%(communities)s)
  and exists (
    select
    from jsonb_array_elements(known.served) as period
    where (period ->> 0)::timestamptz < %(until)s
      and (period ->> 1 is null or %(since)s < (period ->> 1)::timestamptz)
  )
order by known.warden
