create table lineage_community (
  community text primary key,
  code text not null,
  name text not null,
  names jsonb not null,             -- [{name, since, reason}, …] in order
  profiles jsonb not null,          -- [{profile, since}, …] in the order told
  ended_on date,
  successor text,
  document text,
  reason text,
  position bigint not null
);
create index lineage_community_successor on lineage_community (successor);
create table lineage_body (
  body text primary key,
  area text not null,
  kind text not null,
  name text not null,
  document text not null,
  abolished_on date,
  abolished_by text,
  succeeded_by text,
  position bigint not null
);
create index lineage_body_area on lineage_body (area);
