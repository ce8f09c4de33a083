create table ticket_board_ticket (
  ticket text primary key,
  number text not null,
  community text not null,
  channel text not null,
  category text not null,
  kind text not null,
  parent text,
  building text,
  lon double precision,
  lat double precision,
  grid_then text,
  household text,
  first_responder text not null,
  reported_at timestamptz not null,
  due_at timestamptz,               -- now, after stops and extensions: what the board is sorted by
  clause text not null,
  text jsonb not null,              -- sealed
  reporter jsonb,                   -- sealed
  position bigint not null
);
create index ticket_board_ticket_community on ticket_board_ticket (community, (coalesce(due_at, 'infinity')), number);
create index ticket_board_ticket_reported on ticket_board_ticket (community, reported_at);
create index ticket_board_ticket_number on ticket_board_ticket (number);
create index ticket_board_ticket_misread on ticket_board_ticket (translate(number, 'OIL', '011'));
-- how a ticket stood after each of its events: what is asked as of a time, and the lines of its story
create table ticket_board_step (
  ticket text not null,
  position bigint not null,
  valid_from timestamptz not null,  -- never before the step before, whatever time was told
  valid_to timestamptz,
  name text not null,
  status text not null,
  scope text not null,              -- as classified last
  handling text not null,
  level text not null,
  responsible text not null,
  warden text,
  grid text,
  first_handler text,
  is_handled boolean not null,
  is_told boolean not null,
  satisfaction integer,
  outcome text,
  closed_level text,
  closed_at timestamptz,
  due_at timestamptz,
  stopped_at timestamptz,           -- the clock stands since
  stopped_until timestamptz,
  reply_owed text,                  -- the level it went up to without who asked being told
  reply_owed_since timestamptz,
  times_reopened integer not null,
  effective_at timestamptz not null,
  recorded_at timestamptz not null,
  actor text not null,
  role text not null,
  by text,
  text jsonb,                       -- sealed
  plan text,
  moved jsonb,                      -- of a change of grid: where to, and who answers there
  document text not null,
  reason text not null,
  community text,                   -- the ticket's: what the walls ask
  primary key (ticket, position)
);
create index ticket_board_step_grid on ticket_board_step (grid, valid_from);
create index ticket_board_step_last on ticket_board_step (ticket) where valid_to is null;
create index ticket_board_step_clock on ticket_board_step (least(due_at, stopped_until)) where valid_to is null and status <> 'closed';
create index ticket_board_ticket_parent on ticket_board_ticket (parent) where parent is not null;
create index ticket_board_step_open on ticket_board_step using gist (tstzrange(valid_from, valid_to)) where status <> 'closed';
create index ticket_board_step_owed on ticket_board_step using gist (tstzrange(valid_from, valid_to)) where reply_owed is not null;
-- how a whole matter stood closed, and until when: what figures of closings are counted from, each in the order of its index
create table ticket_board_closing (
  ticket text not null,
  position bigint not null,         -- of the step
  community text not null,
  grid text,
  category text not null,
  scope text not null,
  level text not null,              -- that closed it
  building text,                    -- where it was reported, else lon and lat
  lon double precision,
  lat double precision,
  reported_at timestamptz not null,
  closed_at timestamptz not null,
  due_at timestamptz,
  took double precision not null,   -- seconds from report to close
  valid_from timestamptz not null,
  valid_to timestamptz,
  primary key (ticket, position)
);
create index ticket_board_closing_level on ticket_board_closing (community, scope, level)
include (closed_at, valid_from, valid_to, grid);
create index ticket_board_closing_took on ticket_board_closing (community, category, took)
include (closed_at, due_at, valid_from, valid_to);
-- what each change adds to a figure or takes from it (put_tallies.sql), and the sums of whole months in China, by when they begin
create table ticket_board_tally (
  ticket text not null,
  place integer not null,           -- of the ticket's, in order of time
  community text not null,
  grid text not null,               -- blank: in none
  of timestamptz not null,          -- when reported, due or closed: what a period asks for
  since timestamptz not null,       -- when it changed: what a moment asks for
  filed integer not null,
  handled integer not null,
  closed integer not null,
  due integer not null,
  in_time integer not null,
  extended integer not null,
  closings integer not null,
  standing integer not null,
  undone integer not null,
  asked integer not null,
  content integer not null,
  primary key (ticket, place)
);
create index ticket_board_tally_of on ticket_board_tally (community, of, since)
include (filed, handled, closed, due, in_time, extended, closings, standing, undone, asked, content);
create index ticket_board_tally_since on ticket_board_tally (community, since, of)
include (filed, handled, closed, due, in_time, extended, closings, standing, undone, asked, content);
create table ticket_board_month (
  community text not null,
  of timestamptz not null,
  since timestamptz not null,
  filed integer not null,
  handled integer not null,
  closed integer not null,
  due integer not null,
  in_time integer not null,
  extended integer not null,
  closings integer not null,
  standing integer not null,
  undone integer not null,
  asked integer not null,
  content integer not null,
  primary key (community, of, since)
);
