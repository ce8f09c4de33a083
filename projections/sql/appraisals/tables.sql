create table appraisals_scheme (
  scheme text primary key,
  community text not null,
  appraisal text not null,
  title text not null,
  parts jsonb not null,
  steps jsonb not null,
  passing integer not null,
  clause text not null,
  position bigint not null
);
create index appraisals_scheme_community on appraisals_scheme (community);
create table appraisals_appraisal (
  appraisal text primary key,
  community text not null,
  scheme text not null,
  of_unit text,
  span_first date not null,
  span_last date not null,
  steps jsonb not null,             -- [{step, points, is_passed, by, scores: {part: points}}, …]
  points integer,
  grade text,
  measured jsonb,                   -- {worker, tickets, good, points} of the line drawn from the journal
  capped_by text,
  reported_to jsonb not null,       -- bodies above that got the result
  position bigint not null
);
create index appraisals_appraisal_community on appraisals_appraisal (community, span_last);
create table appraisals_rating (
  rating text primary key,
  community text not null,
  subject text not null,
  name text not null,
  raters text not null,
  span_first date not null,
  span_last date not null,
  tallies jsonb not null,
  answers integer not null,
  satisfaction double precision not null,
  position bigint not null
);
create index appraisals_rating_community on appraisals_rating (community, span_last);
