create table funding_sheet (
  sheet text primary key,
  subdistrict text not null,
  counted_on date not null,
  lines jsonb not null,
  people integer not null,
  street_yuan bigint not null,
  street_working text not null,
  granted_yuan bigint not null,
  excess_yuan bigint not null,
  rounding text not null,
  clause text not null,
  position bigint not null
);
create index funding_sheet_subdistrict on funding_sheet (subdistrict, counted_on);
