create table personal_records_measure (
  measure_id text primary key,
  community text not null,
  subject text not null,
  measure text not null,            -- erase, restrict, lift
  ground text not null,
  clause text,
  document text not null,
  proposed_by text not null,
  proposed_at timestamptz,          -- null: told again from the erasure ledger after a restore
  outcome text,                     -- null: waits for a second person
  decided_by text,
  decided_at timestamptz,
  keys integer not null,
  position bigint not null
);
create index personal_records_measure_community on personal_records_measure (community, position);
create index personal_records_measure_subject on personal_records_measure (subject);

create table personal_records_link (
  subject text not null,            -- whose key
  about text not null,              -- household or person
  primary key (subject, about)
);
create index personal_records_link_about on personal_records_link (about);
