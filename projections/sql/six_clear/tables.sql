create table six_clear_building (
  building text primary key,
  community text not null,
  dwellings integer not null,
  demolished_on date,
  is_replaced boolean not null default false  -- by its stairwells, or by the block
);
create index on six_clear_building (community);
create table six_clear_look (
  look text primary key,            -- a visit or a patrol
  community text not null,
  grid text not null,
  household text,                   -- null: a patrol
  purpose text,
  looked_at timestamptz not null,
  position bigint not null
);
create index on six_clear_look (household, looked_at);
create index on six_clear_look (community, looked_at);
create index on six_clear_look (grid, looked_at) where household is null;
-- when it had a head, and when it was visited, in order, with which purpose: with its life in one row
alter table six_clear_lived add column headed tstzmultirange not null default '{}';
alter table six_clear_lived add column visited_at timestamptz[] not null default '{}';
alter table six_clear_lived add column purposes text[] not null default '{}';
create table six_clear_matter (
  matter text primary key,
  kind text not null,               -- tag, observation, need, opinion, ticket
  community text not null,
  grid text,                        -- of an observation
  household text,
  person text,                      -- of a tag
  category text,
  began_at timestamptz not null,
  expires_on date,                  -- of a tag
  taken_at timestamptz,             -- of a ticket
  raised_at timestamptz,            -- of a ticket: on the agenda of a meeting
  settled_at timestamptz,
  position bigint not null,
  grid_since timestamptz[] not null,  -- of a ticket: from each of these on …
  grids text[] not null             -- … in this grid
);
create index on six_clear_matter (community, kind);
create index on six_clear_matter (community, began_at) where kind = 'ticket';
create index on six_clear_matter (community, (coalesce(taken_at, 'infinity'))) where kind = 'ticket';
create table six_clear_ticket_grid (
  ticket text not null,
  position bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  grid text,
  community text,                   -- the ticket's: what the walls ask
  primary key (ticket, position)
);
create table six_clear_organisation (
  organisation text primary key,
  community text not null
);
create index on six_clear_organisation (community);
create table six_clear_organisation_fact (
  organisation text not null,
  position bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  is_open boolean not null,
  is_whole boolean not null,        -- what it does and how many people it has are known
  primary key (organisation, position)
);
create table six_clear_filing (
  organisation text not null,
  position bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  grid text not null,
  primary key (organisation, position)
);
