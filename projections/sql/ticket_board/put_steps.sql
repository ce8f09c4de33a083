insert into ticket_board_step (
  ticket, position, valid_from, valid_to, name, status, scope, handling, level, responsible, warden, grid, first_handler, is_handled, is_told,
  satisfaction, outcome, closed_level, closed_at, due_at, stopped_at, stopped_until, reply_owed, reply_owed_since, times_reopened,
  effective_at, recorded_at, actor, role, by, text, plan, moved, document, reason, community
)
select
  told.ticket, told.position, told.valid_from, told.valid_to, told.name, told.status, told.scope, told.handling, told.level, told.responsible,
  told.warden, told.grid, told.first_handler, told.is_handled, told.is_told, told.satisfaction, told.outcome, told.closed_level,
  told.closed_at, told.due_at, told.stopped_at, told.stopped_until, told.reply_owed, told.reply_owed_since, told.times_reopened,
  told.effective_at, told.recorded_at, told.actor, told.role, told.by, told.text, told.plan, told.moved, told.document, told.reason,
  ticket.community
from jsonb_populate_recordset(null::ticket_board_step, %s) as told
left join ticket_board_ticket as ticket on ticket.ticket = told.ticket
