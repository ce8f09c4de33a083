create table burdens_burden (
  burden text primary key,
  community text not null,
  kind text not null,
  title text not null,
  department text not null,
  is_inherited boolean not null,
  basis text not null,
  valid_from timestamptz not null,
  valid_to timestamptz,             -- cancelled
  document text,
  clause text,
  position bigint not null
);
create index burdens_burden_community on burdens_burden (community, valid_from);
