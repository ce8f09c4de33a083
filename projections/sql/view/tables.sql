create table if not exists positions (
  name text primary key,
  version integer not null,
  position bigint not null
);
create table if not exists parked (
  view text not null,
  stream text not null,
  position bigint not null,     -- of the first event that could not be applied
  event text not null,
  error text not null,
  parked_at timestamptz not null default clock_timestamp(),
  primary key (view, stream)
);
