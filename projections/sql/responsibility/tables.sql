create table responsibility_building (
  building text primary key,
  community text not null
);
create table responsibility_warden (
  warden text primary key,
  community text not null,
  account text not null,
  employment text not null,
  sealed jsonb not null,
  served jsonb not null,            -- [[from, to or null], …] in order
  position bigint not null
);
create index responsibility_warden_community on responsibility_warden (community);
create table responsibility_post (
  post text primary key,
  community text not null,
  grid text not null,
  title text not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  position bigint not null
);
create index responsibility_post_community on responsibility_post (community);
create index responsibility_post_grid on responsibility_post (grid);
create table responsibility_holding (
  post text not null,
  cover text not null,              -- A or B
  warden text not null,
  document text not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  position bigint not null,
  primary key (post, cover, position)
);
create table responsibility_stand_in (
  position bigint primary key,
  post text not null,
  warden text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null
);
create index responsibility_stand_in_post on responsibility_stand_in (post);
create table responsibility_leave (
  leave text primary key,
  warden text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  position bigint not null
);
create index responsibility_leave_warden on responsibility_leave (warden);
create table responsibility_line (
  position bigint primary key,
  duty text not null,
  name text not null,
  post text,
  wardens text[] not null,
  effective_at timestamptz not null,
  recorded_at timestamptz not null,
  actor text not null,
  role text not null,
  told jsonb not null,              -- the event without its sealed blocks
  document text not null,
  reason text not null
);
create index responsibility_line_wardens on responsibility_line using gin (wardens);
create index responsibility_line_post on responsibility_line (post);
create index responsibility_line_plan on responsibility_line ((told ->> 'plan')) where told ->> 'plan' is not null;
