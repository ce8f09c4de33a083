-- ticket_affairs_affair_community, or ticket_affairs_affair_ticket for one ticket
select
  affair.affair,
  affair.ticket,
  ticket.number,
  ticket.category,
  place.grid as grid_now,
  affair.kind,
  affair.key,
  affair.detail,
  affair.body,
  affair.opened_at,
  affair.opened_by,
  affair.due_at,
  affair.amount_fen,
  affair.settled_fen,
  case when affair.settled_at <= coalesce(%(at)s::timestamptz, now()) then affair.settled_at end as settled_at,
  case when affair.settled_at <= coalesce(%(at)s::timestamptz, now()) then affair.settled_by end as settled_by,
  case when affair.settled_at <= coalesce(%(at)s::timestamptz, now()) then affair.outcome end as outcome
from views.ticket_affairs_affair as affair
join views.ticket_affairs_ticket as ticket on ticket.ticket = affair.ticket
left join lateral (
  select place.grid
  from views.ticket_affairs_place as place
  where place.ticket = affair.ticket
    and place.since <= coalesce(%(at)s::timestamptz, now())
  order by place.since desc, place.position desc
  limit 1
) as place on true
where affair.opened_at <= coalesce(%(at)s::timestamptz, now())
  and (%(communities)s::text[] is null or affair.community = any (%(communities)s))
  and (%(ticket)s::text is null or affair.ticket = %(ticket)s)
  and (%(kind)s::text is null or affair.kind = %(kind)s)
  and (%(grids)s::text[] is null or place.grid = any (%(grids)s))
  and (
    %(running)s::boolean is null
    or (affair.settled_at is null or affair.settled_at > coalesce(%(at)s::timestamptz, now())) = %(running)s
  )
order by affair.opened_at, affair.affair
limit %(limit)s
