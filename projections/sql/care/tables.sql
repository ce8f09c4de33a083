create table care_tag (
  tags text not null,               -- the stream of the person's tags
  number integer not null,
  person text not null,
  community text not null,
  expires_on date not null,
  set_by text not null,
  set_at timestamptz not null,
  sealed jsonb not null,
  lifted_at timestamptz,
  lifted_by text,
  why text,
  position bigint not null,
  primary key (tags, number)
);
create index care_tag_person on care_tag (person);
create index care_tag_community on care_tag (community);
create table care_need (
  need text primary key,
  kind text not null,
  community text not null,
  household text not null,
  person text,
  category text,
  recorded_by text not null,
  recorded_at timestamptz not null,
  sealed jsonb not null,
  outcome text,                     -- null: open
  struck_by text,
  struck_at timestamptz,
  position bigint not null
);
create index care_need_community on care_need (community, position);
create table care_observation (
  observation text primary key,
  community text not null,
  grid text not null,
  building text,
  household text,
  submitted_by text not null,
  submitted_at timestamptz not null,
  sealed jsonb not null,
  outcome text,
  decided_by text,
  decided_at timestamptz,
  position bigint not null
);
create index care_observation_community on care_observation (community, position);
