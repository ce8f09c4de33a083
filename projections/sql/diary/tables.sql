create table diary_subject (
  stream text primary key,
  community text not null,
  grid text,
  household text
);
create table diary_line (
  position bigint primary key,
  stream text not null,
  community text not null,
  grid text,                        -- where its story began; null for what belongs to a household alone
  household text,
  name text not null,
  effective_at timestamptz not null,
  recorded_at timestamptz not null,
  actor text not null,
  role text not null
);
create index diary_line_community on diary_line (community, effective_at, position);
