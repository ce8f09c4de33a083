create table rota_month (
  rota text primary key,
  community text not null,
  month text not null,
  calendar text not null,
  status text not null,             -- proposed, confirmed
  shifts jsonb not null,            -- [{shift, kind, on, day, starts_at, ends_at, warden}, …]
  gaps jsonb not null,              -- [{shift, kind, on}, …]
  proposed_by text not null,
  proposed_at timestamptz not null,
  confirmed_by text,
  confirmed_at timestamptz,
  replaced_by text,                 -- the rota of the community it ended in
  replaced_on date                  -- the first day on which its turns hold no more
);
create unique index rota_month_community on rota_month (community, month);
create table rota_day (
  on_day text primary key,
  kind text,                        -- working, rest, holiday; null: the printed calendar holds again
  document text not null,
  set_by text not null,
  set_at timestamptz not null
);
