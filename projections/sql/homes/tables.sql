create table {household} (
  household text primary key,
  community text not null,
  position bigint not null
);
create index on {household} (community, household);
create table {stay} (
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
  community text,                   -- the household's: what the walls ask
  primary key (household, position)
);
create index on {stay} (building, valid_from);
create table {assignment} (
  household text not null,
  position bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  grid text,
  community text,
  primary key (household, position)
);
create index on {assignment} (grid, valid_from);
create table {member} (
  household text not null,
  person text not null,
  position bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  is_present boolean not null,
  relation text,
  sealed jsonb,
  place integer not null,           -- order within the event: the head comes first where it was named first
  community text,
  primary key (household, person, position)
);
create index on {member} (person, valid_from);
