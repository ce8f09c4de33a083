-- rota_month_community
select told ->> 'warden' as warden, told ->> 'kind' as kind, count(*)::integer as turns
from views.rota_month as month
cross join lateral jsonb_array_elements(month.shifts) as told
where month.community = %(community)s
  and month.status = 'confirmed'
  and (told ->> 'on')::date between %(since)s and %(until)s
group by told ->> 'warden', told ->> 'kind'
order by warden, kind
