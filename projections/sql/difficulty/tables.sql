create table difficulty_weight (
  building text primary key,
  community text not null,
  percent integer not null,
  decided_on date not null,
  document text not null,
  position bigint not null
);
create index difficulty_weight_community on difficulty_weight (community);
create table difficulty_decision (
  decision text primary key,        -- the stream and the number of the event in it
  community text not null,
  decided_on date not null,
  document text not null,
  changed integer not null,
  decided_by text not null,
  position bigint not null
);
create index difficulty_decision_community on difficulty_decision (community, position);
