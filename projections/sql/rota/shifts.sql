-- rota_month_community
select
  month.community,
  turn.shift,
  turn.kind,
  turn.on_day,
  turn.day,
  turn.starts_at,
  turn.ends_at,
  turn.warden
from views.rota_month as month
join unnest(%(communities)s::text[], %(kept_since)s::date[], %(kept_until)s::date[]) as kept (community, since, until)
  on kept.community = month.community
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
where month.status = 'confirmed'
  and month.month between to_char(%(since)s::date, 'YYYY-MM') and to_char(%(until)s::date, 'YYYY-MM')
  and turn.on_day between %(since)s and %(until)s
  and (kept.since is null or kept.since <= turn.on_day)
  and (kept.until is null or turn.on_day < kept.until)
  and (month.replaced_on is null or turn.on_day < month.replaced_on)
  and (%(warden)s::text is null or turn.warden = %(warden)s)
order by turn.starts_at, turn.shift, month.community
