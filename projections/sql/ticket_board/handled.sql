-- the last step of each ticket of the community; its day: closed, else due
select
  count(*)::integer as tickets,
  count(*) filter (
    where step.status = 'closed'
      and step.is_told
      and (step.due_at is null or step.closed_at <= step.due_at)
  )::integer as good
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step
  on step.ticket = ticket.ticket
  and step.valid_to is null
where ticket.community = %(community)s
  and (%(worker)s = '' or step.first_handler = %(worker)s)
  and coalesce(step.closed_at, step.due_at) >= %(since)s
  and coalesce(step.closed_at, step.due_at) < %(until)s
