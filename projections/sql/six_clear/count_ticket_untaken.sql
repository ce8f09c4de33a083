select
  matter.community,
  place.grid,
  count(*)::integer as missing
from views.six_clear_matter as matter
join views.six_clear_ticket_grid as place
  on place.ticket = matter.matter
  and place.valid_from <= %(at)s
  and (place.valid_to is null or %(at)s < place.valid_to)
where matter.community = any (%(communities)s)
  and matter.kind = 'ticket'
  and matter.began_at <= %(at)s
  and (matter.taken_at is null or %(at)s < matter.taken_at)
group by matter.community, place.grid
