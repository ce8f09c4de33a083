create table {lived} (
  household text primary key,
  community text not null,
  since timestamptz[] not null,     -- from each of these on …
  people integer[] not null,        -- … so many, null: does not live here
  building text[] not null,
  grid text[] not null
);
create index on {lived} (community);
