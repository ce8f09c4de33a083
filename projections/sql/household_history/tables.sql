create table household_history_household (
  household text primary key,
  community text not null,
  position bigint not null
);
create index household_history_household_community on household_history_household (community, household);
create table household_history_stay (
  household text not null,
  position bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  building text,                    -- null: does not live here
  door jsonb,                       -- sealed
  hukou_told text,                  -- where this fact opens a stay
  ended text,                       -- how it went: moved_out, merged
  merged_into text,
  stay_from timestamptz,            -- stitched: when the stay this fact belongs to began
  hukou text,                       -- stitched: as told at its beginning
  primary key (household, position)
);
create index household_history_stay_building on household_history_stay (building, valid_from);
create table household_history_grid (
  household text not null,
  position bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  grid text,
  primary key (household, position)
);
create index household_history_grid_grid on household_history_grid (grid, valid_from);
create table household_history_member (
  household text not null,
  person text not null,
  position bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  is_present boolean not null,
  relation text,
  sealed jsonb,
  place integer not null,           -- order within the event: the head comes first where it was named first
  primary key (household, person, position)
);
create index household_history_member_person on household_history_member (person, valid_from);
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
  reason text not null
);
create index household_history_line_household on household_history_line (household, effective_at, position);
create table household_history_placement (
  tessellation text not null,
  building text not null,
  atom integer not null,
  primary key (tessellation, building)
);
