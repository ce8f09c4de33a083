-- how many were reported from where in each month; parts of a ticket are not counted beside it
select
  date_trunc('month', ticket.reported_at at time zone 'Asia/Shanghai')::date as month,
  ticket.building,
  ticket.lon,
  ticket.lat,
  count(*)::integer as tickets
from views.ticket_board_ticket as ticket
where ticket.community = %(community)s
  and ticket.parent is null
  and ticket.reported_at >= %(since)s
  and ticket.reported_at < %(until)s
group by 1, 2, 3, 4
