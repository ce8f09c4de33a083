select
  ticket.category,
  count(*)::integer as closed,
  count(step.satisfaction)::integer as told,
  round(avg(step.satisfaction), 2)::double precision as mean,
  round(count(*) filter (where step.satisfaction >= 4)::numeric / nullif(count(step.satisfaction), 0), 4)::double precision as satisfied
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step
  on step.ticket = ticket.ticket
  and step.valid_to is null
where ticket.community = any (%(communities)s)
  and step.status = 'closed'
  and step.closed_at >= %(since)s
  and step.closed_at < %(until)s
group by ticket.category
order by ticket.category
