create table spot_checks_draw (
  community text not null,
  on_day date not null,
  seed text not null,
  visits_after bigint not null,
  visits_through bigint not null,
  per_warden integer not null,
  position bigint not null,
  primary key (community, on_day)
);
create table spot_checks_drawn (
  visit text primary key,
  community text not null,
  warden text not null,
  household text not null,
  on_day date not null,
  place integer not null,
  matches boolean,                  -- null: not checked yet
  checked_by text,
  checked_at timestamptz,
  note jsonb                        -- sealed
);
create index spot_checks_drawn_community on spot_checks_drawn (community, on_day, place);
create table spot_checks_finding (
  visit text primary key,
  community text not null,
  warden text not null,
  found_by text not null,
  found_at timestamptz not null,
  proposes text not null,
  clause text not null,
  status text not null,
  step text,
  decided_by text,
  decided_at timestamptz,
  position bigint not null
);
create index spot_checks_finding_community on spot_checks_finding (community, position);
