create table grids_community (
  community text primary key,
  code text not null unique,
  name text not null,
  profile text not null,
  is_rural boolean not null,
  tiers jsonb not null,
  tessellation text,
  territory_derived boolean,
  area_m2 double precision,
  position bigint not null
);
create table grids_tessellation (
  tessellation text primary key,
  community text not null,
  made text not null,               -- canonical JSON of the event: what later drawings of grids are computed from
  position bigint not null
);
create table grids_placement (
  tessellation text not null,
  building text not null,
  atom integer not null,
  primary key (tessellation, building)
);
create index grids_placement_building on grids_placement (building);
create table grids_plan (
  plan text primary key,
  community text not null,
  name text not null,
  tessellation text not null,
  base text,
  issued_through integer not null,
  drawn_by text not null,
  seed bigint,
  status text not null,
  checks jsonb not null,
  exceptions jsonb not null,        -- grids outside the band, with the reason given at submission
  evidence_at bigint,
  drafted_by text not null,
  drafted_at timestamptz not null,
  submitted_by text,
  submitted_at timestamptz,
  note text not null,
  approved_by text,
  approved_at timestamptz,
  document text,
  decided_by text,
  decided_at timestamptz,           -- when the enactment was recorded
  effective_on date,
  replaces text,
  retired text[] not null,
  households_moved integer,
  dwellings_moved integer,
  valid_from timestamptz,           -- null until enacted
  valid_to timestamptz,
  ended_at timestamptz,             -- when a plan of the community it ended in took the land over
  position bigint not null          -- of the enactment once there is one, else of the last change
);
create index grids_plan_community on grids_plan (community, valid_from);
create table grids_atom_grid (
  tessellation text not null,
  atom integer not null,
  grid text not null,
  plan text not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  position bigint not null,
  primary key (plan, atom)
);
create index grids_atom_grid_atom on grids_atom_grid (tessellation, atom, valid_from);
create index grids_atom_grid_grid on grids_atom_grid (grid, valid_from);
create table grids_held (
  place bigint not null,            -- the building's position: found three times as fast as its name, and maps ask for thousands
  plan text not null,               -- enacted
  community text not null,
  grid text not null,
  code text not null,
  primary key (place, plan)
);
create table grids_address (
  building text primary key,
  community text not null,
  text text not null                -- what is searched: without spaces, folded
);
-- without a pending list: after an import the first searches would read it whole
create index grids_address_text on grids_address using gin (text gin_trgm_ops) with (fastupdate = off);
create table grids_stay (
  household text not null,
  position bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  building text,                    -- null: does not live here
  primary key (household, position)
);
create index grids_stay_building on grids_stay (building);
create table grids_occupied (
  building text not null,
  community text not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  households integer not null,
  primary key (building, valid_from)
);
create index grids_occupied_community on grids_occupied (community, valid_from);
create table grids_drawn (
  community text primary key,
  position bigint not null          -- of the last event that changes what a map of the community shows
);
create index grids_building_gone on grids_building (community, demolished_on) where demolished_on is not null;
-- the shapes for tiles stay in the row: a tile reads hundreds of them
alter table grids_building set (toast_tuple_target = 8160);
