create table ticket_affairs_ticket (
  ticket text primary key,
  community text not null,
  number text not null,
  category text not null,
  kind text not null,
  position bigint not null
);
-- the grid a ticket is in, from the day on which a plan brings it there
create table ticket_affairs_place (
  ticket text not null,
  position bigint not null,
  since timestamptz not null,
  grid text,
  community text,                   -- the ticket's: what the walls ask
  primary key (ticket, position)
);
-- whatever is begun on a ticket and has an end of its own
create table ticket_affairs_affair (
  affair text primary key,
  ticket text not null,
  community text not null,
  kind text not null,
  key text not null,                -- which of its kind: a payer, a team, a beginning
  detail text,                      -- mode, kind of stop
  body text,                        -- who is to do it: account or body
  opened_at timestamptz not null,
  opened_by text not null,
  due_at timestamptz,
  amount_fen bigint,
  settled_fen bigint,
  settled_at timestamptz,
  settled_by text,
  outcome text,
  position bigint not null
);
create index ticket_affairs_affair_ticket on ticket_affairs_affair (ticket);
create index ticket_affairs_affair_community on ticket_affairs_affair (community, kind, opened_at);
