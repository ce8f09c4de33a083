create table seals_type (
  type_id text primary key,
  district text not null,
  type_key text not null,
  title text not null,
  legal_basis text not null,
  has_seal boolean not null,
  listed_at timestamptz not null,
  cancelled_on date,
  cause text,
  clause text,
  document text not null,
  position bigint not null
);
create index seals_type_district on seals_type (district, type_key);
create table seals_certificate (
  certificate text primary key,
  community text not null,
  type_key text not null,
  number text not null,
  status text not null,
  requested_at timestamptz not null,
  content jsonb not null,           -- sealed
  decided_at timestamptz,
  decided_by text,
  ground text,
  clause text,
  position bigint not null
);
create index seals_certificate_community on seals_certificate (community, requested_at);
create table seals_use (
  use_id text primary key,
  community text not null,
  number integer not null,
  certificate text not null,
  type_key text not null,
  used_by text not null,
  used_at timestamptz not null,
  position bigint not null
);
create index seals_use_community on seals_use (community, number);
create table seals_misuse (
  report_id text primary key,
  community text not null,
  report integer not null,
  use_number integer,
  reported_by text not null,
  reported_at timestamptz not null,
  clause text not null,
  outcome text,
  settled_by text,
  document text,
  position bigint not null
);
create index seals_misuse_community on seals_misuse (community, report);
