-- rota_month_community
select rota, community, month, calendar, status, shifts, gaps, proposed_by, proposed_at, confirmed_by, confirmed_at, replaced_by,
  replaced_on
from views.rota_month
where community = %(community)s
  and month = %(month)s
