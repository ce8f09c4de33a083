-- ticket_board_ticket_reported
select
  ticket.ticket,
  ticket.number,
  ticket.category,
  ticket.building,
  step.grid as grid_now,
  step.status,
  step.responsible,
  ticket.reported_at,
  case
    when ticket.building = %(building)s::text then 0
    else round(st_distancesphere(st_makepoint(ticket.lon, ticket.lat), st_makepoint(%(lon)s::double precision, %(lat)s::double precision))::numeric, 1)::double precision
  end as distance_m
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step
  on step.ticket = ticket.ticket
  and step.valid_to is null
where ticket.community = any (%(communities)s)
  and ticket.reported_at >= %(since)s
  and (%(category)s::text is null or ticket.category = %(category)s)
  and (
    ticket.building = %(building)s::text
    or st_distancesphere(st_makepoint(ticket.lon, ticket.lat), st_makepoint(%(lon)s::double precision, %(lat)s::double precision)) <= %(metres)s
  )
order by distance_m, ticket.reported_at desc, ticket.ticket
limit %(limit)s
