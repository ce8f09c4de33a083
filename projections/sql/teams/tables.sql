create table teams_building_group (
  building_group text primary key,
  community text not null,
  grid text not null,
  name text not null,
  buildings jsonb not null,
  households integer not null,
  exception text not null,
  clause text not null,
  head text,                        -- null: vacant
  title text,
  standing text,
  method text,
  is_override boolean,
  sealed jsonb,
  appointed_at timestamptz,
  paid_yuan bigint not null,
  formed_at timestamptz not null,
  dissolved_at timestamptz,
  position bigint not null
);
create index teams_building_group_community on teams_building_group (community);
create table teams_group_drawn (
  drawing text primary key,
  building_group text not null,
  grid text not null,
  name text not null,
  buildings jsonb not null,
  households integer not null,
  valid_from timestamptz not null,
  position bigint not null
);
create index teams_group_drawn_group on teams_group_drawn (building_group, valid_from);
create table teams_head (
  head text primary key,
  building_group text not null,
  title text not null,
  standing text not null,
  sealed jsonb not null,
  appointed_at timestamptz not null,
  relieved_at timestamptz,
  position bigint not null
);
create index teams_head_group on teams_head (building_group, appointed_at);
create table teams_place (
  place text primary key,
  community text not null,
  member text not null,
  grid text not null,
  role text not null,
  title text not null,
  standing text not null,
  hat_a text,
  buildings jsonb not null,
  sealed jsonb not null,
  joined_at timestamptz not null,
  left_at timestamptz,
  position bigint not null
);
create index teams_place_community on teams_place (community, grid);
