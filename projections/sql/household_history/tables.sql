create table household_history_line (
  position bigint primary key,
  household text not null,
  name text not null,
  effective_at timestamptz not null,
  recorded_at timestamptz not null,
  actor text not null,
  role text not null,
  changes jsonb not null,           -- [{what, from, to}, …]; of members the ids
  sealed jsonb,                     -- the door, where one was told
  plan text,
  document text not null,
  reason text not null,
  community text                    -- the household's: what the walls ask
);
create index household_history_line_plan on household_history_line (plan) where plan is not null;
create index household_history_line_household on household_history_line (household, effective_at, position);
create table household_history_placement (
  tessellation text not null,
  building text not null,
  atom integer not null,
  primary key (tessellation, building)
);
create table household_history_visit (
  visit text primary key,
  household text not null,
  warden text not null,
  visited_at timestamptz not null,
  position bigint not null,
  community text
);
create index household_history_visit_household on household_history_visit (household, visited_at);
