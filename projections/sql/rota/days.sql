select on_day::date as on_day, kind, document, set_by, set_at
from views.rota_day
where on_day::date between %(since)s and %(until)s
order by on_day
