create table {place} (
  tessellation text not null,
  building text not null,
  atom integer not null,
  primary key (building, tessellation)
);
create table {plan} (
  plan text primary key,
  community text not null,
  tessellation text not null,
  approved_by text,
  document text,
  decided_by text,
  decided_at timestamptz,
  valid_from timestamptz,           -- null until enacted
  valid_to timestamptz,
  ended_at timestamptz,             -- when a plan of the community it ended in took the land over
  position bigint not null
);
create index on {plan} (community, valid_from);
create table {grid} (
  plan text not null,
  grid text not null,
  code text not null,
  name text not null,
  kind text not null,
  primary key (plan, grid)
);
create index on {grid} (grid);
create table {atom} (
  plan text not null,
  atom integer not null,
  grid text not null,
  primary key (plan, atom)
);
