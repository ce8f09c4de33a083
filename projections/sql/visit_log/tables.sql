create table visit_log_visit (
  visit text primary key,
  community text not null,
  grid text not null,
  building text not null,
  household text not null,
  warden text not null,
  contact text not null,
  role text not null,
  purpose text not null,
  visited_at timestamptz not null,
  standing_in boolean not null,
  ticket text,
  found jsonb not null,             -- sealed
  actor text not null,
  recorded_at timestamptz not null,
  position bigint not null
);
create index visit_log_visit_household on visit_log_visit (household, visited_at);
create index visit_log_visit_community on visit_log_visit (community, visited_at, visit);
create index visit_log_visit_warden on visit_log_visit (warden, visited_at);
create index visit_log_visit_position on visit_log_visit (community, position);
create table visit_log_round (
  round text primary key,
  community text not null,
  title text not null,
  starts_on date not null,
  ends_on date not null,
  closed_on date,
  households integer,               -- as measured when it closed
  visited integer,
  position bigint not null
);
create index visit_log_round_community on visit_log_round (community, starts_on);
create table visit_log_patrol (
  patrol text primary key,
  community text not null,
  grid text not null,
  warden text not null,
  walked_at timestamptz not null,
  found jsonb,                      -- sealed
  tickets text[] not null,
  position bigint not null
);
create index visit_log_patrol_community on visit_log_patrol (community, walked_at);
