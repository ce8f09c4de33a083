-- ticket_board_ticket_reported, ticket_board_ticket_number, ticket_board_step_last
select
  ticket.ticket,
  ticket.number,
  ticket.community,
  ticket.channel,
  ticket.category,
  ticket.kind,
  step.status,
  step.level,
  step.grid,
  grid.code as grid_code,
  grid.name as grid_name,
  ticket.reported_at,
  step.effective_at as updated_at,
  step.due_at,
  step.closed_at,
  ticket.clause
from views.ticket_board_ticket as ticket
join views.ticket_board_step as step
  on step.ticket = ticket.ticket
  and step.valid_from <= now()
  and (step.valid_to is null or now() < step.valid_to)
left join lateral (
  select drawn.code, drawn.name
  from views.grids_plan_grid as drawn
  join views.grids_plan as plan
    on plan.plan = drawn.plan
    and plan.valid_from <= now()
    and (plan.valid_to is null or now() < plan.valid_to)
  where drawn.grid = step.grid
  limit 1
) as grid on true
where (%(communities)s::text[] is null or ticket.community = any (%(communities)s))
  and (%(channels)s::text[] is null or ticket.channel = any (%(channels)s))
  and (%(grids)s::text[] is null or step.grid = any (%(grids)s))
  and (
    (%(numbers)s::text[] is not null and ticket.number = any (%(numbers)s))
    or (
      %(numbers)s::text[] is null
      and (%(categories)s::text[] is null or ticket.category = any (%(categories)s))
      and (%(statuses)s::text[] is null or case when step.status = 'closed' then 'closed' else 'open' end = any (%(statuses)s))
      and (%(since)s::timestamptz is null or ticket.reported_at >= %(since)s)
      and (%(until)s::timestamptz is null or ticket.reported_at <= %(until)s)
    )
  )
order by ticket.reported_at desc, ticket.number
limit %(limit)s
