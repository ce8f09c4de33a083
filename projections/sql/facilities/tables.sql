create table facilities_facility (
  facility text primary key,
  community text not null,
  kind text not null,
  title text not null,
  name text not null,
  lon double precision not null,
  lat double precision not null,
  area_m2 double precision not null,
  floor integer not null,
  built_percent integer,
  shortfalls jsonb not null,        -- [{code, value, limit, clause}, …]
  opened_at timestamptz not null,
  closed_on date,
  position bigint not null
);
create index facilities_facility_community on facilities_facility (community);
