-- ticket_board_ticket_pkey; the point that was told, else that of the building
select
  ticket.ticket,
  ticket.building,
  coalesce(ticket.lon, building.lon) as lon,
  coalesce(ticket.lat, building.lat) as lat,
  coalesce(building.address, building.name) as address
from views.ticket_board_ticket as ticket
left join views.grids_building as building on building.building = ticket.building
where ticket.ticket = any (%(tickets)s)
