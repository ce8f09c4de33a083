-- what each change of a matter adds to its figures, or takes from them; summed up to a moment they are how it stood then. of: when it was
-- reported (filed, handled, closed), fell due (due, in_time, extended), or each of its closings (closings, standing: closed still, undone,
-- asked, content). Parts are counted with their whole; a closing counts from its time whatever became of it
with step as (
  select
    step.ticket,
    step.position,
    step.valid_from,
    step.valid_to,
    step.name,
    step.community,
    coalesce(step.grid, '') as grid,
    step.is_handled,
    step.status = 'closed' as is_closed,
    step.satisfaction,
    step.closed_at,
    step.due_at,
    ticket.reported_at,
    case when step.status = 'closed' then step.valid_from else greatest(step.valid_from, step.due_at) end as is_due_from,
    min(step.valid_from) filter (where step.name = 'ticket.deadline_extended') over (partition by step.ticket) as longer_from,
    min(step.valid_from) filter (where step.name = 'ticket.reopened') over (
      partition by step.ticket order by step.position rows between 1 following and unbounded following
    ) as undone_from
  from ticket_board_step as step
  join ticket_board_ticket as ticket on ticket.ticket = step.ticket
  where step.ticket = any (%(tickets)s)
    and ticket.parent is null
),
held as (
  select step.ticket, step.community, step.grid, step.reported_at as of, step.valid_from as since, step.valid_to as until, one.counted
  from step
  cross join lateral (
    values ('filed', true), ('handled', step.is_handled or step.is_closed), ('closed', step.is_closed)
  ) as one (counted, holds)
  where one.holds
  union all
  select step.ticket, step.community, step.grid, step.due_at, one.since, step.valid_to, one.counted
  from step
  cross join lateral (
    values
      ('due', step.is_due_from),
      ('in_time', case when step.is_closed and step.closed_at <= step.due_at then step.is_due_from end),
      ('extended', case when step.longer_from is not null then greatest(step.is_due_from, step.longer_from) end)
  ) as one (counted, since)
  where step.due_at is not null
    and one.since is not null
  union all
  select step.ticket, step.community, stood.grid, step.closed_at, one.since, stood.valid_to, one.counted
  from step
  join step as stood on stood.ticket = step.ticket
  cross join lateral (select greatest(step.valid_from, stood.valid_from) as since) as both_hold
  cross join lateral (
    values
      ('closings', both_hold.since),
      ('standing', case when stood.closed_at = step.closed_at then stood.valid_from end),
      ('undone', case when step.undone_from is not null then greatest(both_hold.since, step.undone_from) end),
      ('asked', case when step.satisfaction is not null then both_hold.since end),
      ('content', case when step.satisfaction >= 4 then both_hold.since end)
  ) as one (counted, since)
  where step.name = 'ticket.closed'
    and one.since is not null
),
change as (
  select ticket, community, grid, of, since, counted, sum(sign) as sum
  from (
    select ticket, community, grid, of, since, counted, 1 as sign
    from held
    where until is null
      or since < until
    union all
    select ticket, community, grid, of, until, counted, -1
    from held
    where since < until
  ) as told
  group by ticket, community, grid, of, since, counted
  having sum(sign) <> 0
),
made as (
  insert into ticket_board_tally (
    ticket, place, community, grid, of, since, filed, handled, closed, due, in_time, extended, closings, standing, undone, asked, content
  )
  select
    ticket,
    row_number() over (partition by ticket order by since, of, grid),
    community,
    grid,
    of,
    since,
    coalesce(sum(sum) filter (where counted = 'filed'), 0),
    coalesce(sum(sum) filter (where counted = 'handled'), 0),
    coalesce(sum(sum) filter (where counted = 'closed'), 0),
    coalesce(sum(sum) filter (where counted = 'due'), 0),
    coalesce(sum(sum) filter (where counted = 'in_time'), 0),
    coalesce(sum(sum) filter (where counted = 'extended'), 0),
    coalesce(sum(sum) filter (where counted = 'closings'), 0),
    coalesce(sum(sum) filter (where counted = 'standing'), 0),
    coalesce(sum(sum) filter (where counted = 'undone'), 0),
    coalesce(sum(sum) filter (where counted = 'asked'), 0),
    coalesce(sum(sum) filter (where counted = 'content'), 0)
  from change
  group by ticket, community, grid, of, since
  returning community, of, since, filed, handled, closed, due, in_time, extended, closings, standing, undone, asked, content, 1 as sign
)
-- here: add_months.sql
