create table meetings_meeting (
  meeting text primary key,
  community text not null,
  cadence text not null,
  title text not null,
  starts_at timestamptz not null,
  called jsonb not null,
  is_private boolean not null,
  status text not null,
  agenda jsonb not null,            -- [{ticket, why}, …]
  leaves jsonb not null,            -- [{who, granted}, …]
  came jsonb not null,
  late jsonb not null,
  decisions jsonb not null,         -- [{number, step, tickets, carried_by, is_confidential, content: sealed}, …]
  results jsonb not null,           -- [{number, told}, …]
  published_at timestamptz,
  position bigint not null
);
create index meetings_meeting_community on meetings_meeting (community, starts_at);
create table meetings_report (
  report text primary key,
  community text not null,
  cadence text not null,
  submitted_by text not null,
  submitted_to text not null,
  submitted_at timestamptz not null,
  content jsonb not null,           -- sealed
  position bigint not null
);
create index meetings_report_community on meetings_report (community, cadence, submitted_at);
create table meetings_missed (
  missed text primary key,
  community text not null,
  cadence text not null,
  first_on date not null,
  last_on date not null,
  told_at timestamptz not null
);
create index meetings_missed_community on meetings_missed (community, first_on);
