create table admissions_admission (
  admission text primary key,
  community text not null,
  department text not null,
  level text not null,
  title text not null,
  content text not null,
  addressees text not null,
  authority text not null,
  starts date not null,
  ends date not null,
  funds_yuan bigint not null,
  status text not null,
  requested_at timestamptz not null,
  gated_by text,
  decided_by text,
  document text,
  budget_yuan bigint,
  reason text,
  clause text,
  agreement text,
  entered_on date,
  ending text,
  withdrawn_on date,
  position bigint not null
);
create index admissions_admission_community on admissions_admission (community, requested_at);
create index admissions_admission_ends on admissions_admission (ends) where status in ('approved', 'entered');
create table admissions_edition (
  edition_key text primary key,
  district text not null,
  edition integer not null,
  holds_from date not null,
  document text not null,
  entries jsonb not null,           -- [{key, list, title, basis}, …]
  position bigint not null
);
create index admissions_edition_district on admissions_edition (district, edition);
create table admissions_refusal (
  refusal text primary key,
  community text not null,
  department text not null,
  title text not null,
  asked text not null,
  clause text not null,
  quote text not null,
  refused_at timestamptz not null,
  position bigint not null
);
create index admissions_refusal_community on admissions_refusal (community, refused_at);
