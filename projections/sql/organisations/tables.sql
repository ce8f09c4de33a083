create table organisations_organisation (
  organisation text primary key,
  community text not null,
  name text not null,
  kind text not null,
  activity text not null,
  people integer not null,
  party text not null,
  party_members integer not null,
  building text,
  lon double precision,
  lat double precision,
  grid text,                        -- null: no plan was in force yet
  filed_by text,                    -- holds, nearest, chosen
  distance_m double precision,
  registered_at timestamptz not null,
  closed_on date,
  reason text,
  position bigint not null
);
create index organisations_organisation_community on organisations_organisation (community, grid);
create table organisations_party_group (
  party_group text primary key,
  community text not null,
  grid text not null,
  name text not null,
  members integer not null,
  formed_at timestamptz not null,
  dissolved_at timestamptz,
  position bigint not null
);
create index organisations_party_group_community on organisations_party_group (community);
