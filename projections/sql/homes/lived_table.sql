create table {lived} (
  household text primary key,
  community text not null,
  since timestamptz[] not null,     -- from each of these on …
  people integer[] not null,        -- … so many, null: does not live here
  buildings text[] not null,
  grids text[] not null
);
create index on {lived} (community);
