create table notices_notice (
  notice text primary key,
  community text not null,
  number integer not null,
  kind text not null,
  title text not null,
  body text not null,
  published_at timestamptz not null,
  until date,
  taken_down_at timestamptz
);
create index notices_notice_community on notices_notice (community);
create table notices_board (
  board text primary key,
  community text not null,
  hotline text not null,
  supervision text not null
);
create table notices_card (
  card text primary key,
  community text not null,
  household text not null,
  grid text not null,
  kind text not null,
  warden text not null,
  edition integer not null,
  issued_at timestamptz not null
);
create index notices_card_community on notices_card (community, kind);
create table notices_call (
  call text primary key,
  community text not null,
  called_at timestamptz not null,
  answered_by text not null,
  on_duty text,
  outcome text not null,
  ticket text,
  said jsonb not null               -- sealed
);
create index notices_call_community on notices_call (community, called_at);
