-- rota_month_community
select told ->> 'warden' as warden, told ->> 'kind' as kind, count(*)::integer as turns
from views.rota_month as month
join unnest(%(communities)s::text[], %(kept_since)s::date[], %(kept_until)s::date[]) as kept (community, since, until)
  on kept.community = month.community
cross join lateral jsonb_array_elements(month.shifts) as told
where month.status = 'confirmed'
  and (told ->> 'on')::date between %(since)s and %(until)s
  and (kept.since is null or kept.since <= (told ->> 'on')::date)
  and (kept.until is null or (told ->> 'on')::date < kept.until)
  and (month.replaced_on is null or (told ->> 'on')::date < month.replaced_on)
group by told ->> 'warden', told ->> 'kind'
order by warden, kind
