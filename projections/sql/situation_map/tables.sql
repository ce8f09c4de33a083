create table situation_map_building (
  building text primary key,
  community text not null,
  name text not null,
  address text not null,
  dwellings integer not null,
  demolished_on date,
  is_replaced boolean not null default false  -- by its stairwells, or by the block
);
create index on situation_map_building (community);
create table situation_map_visit (
  visit text primary key,
  community text not null,
  building text not null,
  purpose text not null,
  visited_at timestamptz not null,
  position bigint not null
);
create index on situation_map_visit (community, purpose, visited_at);
create table situation_map_ticket (
  ticket text primary key,
  community text not null,
  building text,
  category text not null,
  reported_at timestamptz not null,
  position bigint not null
);
create index on situation_map_ticket (community, category, reported_at);
create table situation_map_ticket_open (
  ticket text not null,
  position bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  is_open boolean not null,
  community text,                   -- the ticket's: what the walls ask
  primary key (ticket, position)
);
create table situation_map_ticket_grid (
  ticket text not null,
  position bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  grid text,
  community text,                   -- the ticket's: what the walls ask
  primary key (ticket, position)
);
create table situation_map_organisation (
  organisation text primary key,
  community text not null
);
create index on situation_map_organisation (community);
create table situation_map_organisation_fact (
  organisation text not null,
  position bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  is_open boolean not null,
  building text,
  has_party boolean not null,
  party_members integer not null,
  primary key (organisation, position)
);
create table situation_map_organisation_grid (
  organisation text not null,
  position bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  grid text not null,
  primary key (organisation, position)
);
create table situation_map_party_group (
  party_group text not null,
  position bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  community text not null,
  grid text not null,
  members integer not null,         -- 0: dissolved
  primary key (party_group, position)
);
create index on situation_map_party_group (community);
