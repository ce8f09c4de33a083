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
  position bigint not null,
  told_household text not null,     -- of whom it was recorded first
  corrected_at timestamptz          -- when it was put right last
);
create index visit_log_visit_household on visit_log_visit (household, visited_at);
create index visit_log_visit_community on visit_log_visit (community, visited_at, visit);
create index visit_log_visit_warden on visit_log_visit (warden, visited_at);
create index visit_log_visit_position on visit_log_visit (community, position);
create table visit_log_correction (
  visit text not null,
  community text not null,
  grid text not null,
  household text not null,          -- of whom it should be
  was_household text not null,
  status text not null,             -- pending, made, rejected
  because text,                     -- why somebody else decides; null: nobody has to
  was jsonb not null,               -- the plain fields
  told jsonb not null,
  was_found jsonb not null,         -- sealed
  found jsonb not null,             -- sealed
  is_new_text boolean not null,
  note jsonb not null,              -- sealed
  proposed_by text not null,
  proposed_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  decided_note jsonb,               -- sealed
  position bigint not null,
  decided bigint,                   -- position of the decision
  primary key (visit, position)
);
create index visit_log_correction_community on visit_log_correction (community, position);
-- when a household was visited, in order: with its life in one row; what another community filed apart
alter table visit_log_lived add column visited_at timestamptz[] not null default '{}';
create table visit_log_astray (
  household text not null,
  community text not null,
  visited_at timestamptz[] not null,
  primary key (household, community)
);
create index visit_log_astray_community on visit_log_astray (community);
-- visits of a month in China, by when it begins
create table visit_log_month (
  community text not null,
  of timestamptz not null,
  purpose text not null,
  contact text not null,
  visits integer not null,
  primary key (community, of, purpose, contact)
);
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
