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
