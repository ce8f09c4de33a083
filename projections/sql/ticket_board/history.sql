select
  step.position,
  step.ticket,
  step.name,
  step.effective_at,
  step.recorded_at,
  step.actor,
  step.role,
  step.by,
  step.status,
  step.level,
  step.responsible,
  step.warden,
  step.grid,
  step.satisfaction,
  step.outcome,
  step.text,
  step.plan,
  step.document,
  step.reason
from views.ticket_board_step as step
join views.ticket_board_ticket as ticket on ticket.ticket = step.ticket
where (ticket.ticket = %(ticket)s or ticket.number = %(ticket)s)
  and (%(at)s::timestamptz is null or step.valid_from <= %(at)s)
order by step.position
