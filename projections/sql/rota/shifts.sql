-- rota_month_community
select turn.shift, turn.kind, turn.on_day, turn.day, turn.starts_at, turn.ends_at, turn.warden
from views.rota_month as month
cross join lateral (
  select
    told ->> 'shift' as shift,
    told ->> 'kind' as kind,
    (told ->> 'on')::date as on_day,
    told ->> 'day' as day,
    (told ->> 'starts_at')::timestamptz as starts_at,
    (told ->> 'ends_at')::timestamptz as ends_at,
    told ->> 'warden' as warden
  from jsonb_array_elements(month.shifts) as told
) as turn
where month.community = %(community)s
  and month.status = 'confirmed'
  and month.month between to_char(%(since)s::date, 'YYYY-MM') and to_char(%(until)s::date, 'YYYY-MM')
  and turn.on_day between %(since)s and %(until)s
  and (%(warden)s::text is null or turn.warden = %(warden)s)
order by turn.starts_at, turn.shift
