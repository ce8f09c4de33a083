insert into ticket_board_step (
  ticket, position, valid_from, valid_to, name, status, scope, handling, level, responsible, warden, grid, first_handler, is_handled, is_told, satisfaction,
  outcome, closed_level, closed_at, due_at, stopped_at, stopped_until, reply_owed, reply_owed_since, times_reopened, effective_at, recorded_at, actor,
  role, by, text, plan, moved, document, reason
)
select
  ticket, position, valid_from, valid_to, name, status, scope, handling, level, responsible, warden, grid, first_handler, is_handled, is_told, satisfaction,
  outcome, closed_level, closed_at, due_at, stopped_at, stopped_until, reply_owed, reply_owed_since, times_reopened, effective_at, recorded_at, actor,
  role, by, text, plan, moved, document, reason
from jsonb_populate_recordset(null::ticket_board_step, %s)
