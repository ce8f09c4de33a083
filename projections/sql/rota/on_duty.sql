-- rota_month_community: no turn goes past midnight, so its month is the month of the instant in China
select
  told ->> 'shift' as shift,
  told ->> 'kind' as kind,
  (told ->> 'starts_at')::timestamptz as starts_at,
  (told ->> 'ends_at')::timestamptz as ends_at,
  told ->> 'warden' as warden
from views.rota_month as month
join unnest(%(communities)s::text[], %(kept_since)s::date[], %(kept_until)s::date[]) as kept (community, since, until)
  on kept.community = month.community
cross join lateral jsonb_array_elements(month.shifts) as told
where month.status = 'confirmed'
  and month.month = to_char(coalesce(%(at)s::timestamptz, now()) at time zone 'Asia/Shanghai', 'YYYY-MM')
  and (told ->> 'starts_at')::timestamptz <= coalesce(%(at)s::timestamptz, now())
  and coalesce(%(at)s::timestamptz, now()) < (told ->> 'ends_at')::timestamptz
  and (kept.since is null or kept.since <= (told ->> 'on')::date)
  and (kept.until is null or (told ->> 'on')::date < kept.until)
  and (month.replaced_on is null or (told ->> 'on')::date < month.replaced_on)
order by kind, shift
