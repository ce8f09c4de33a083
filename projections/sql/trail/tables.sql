create table trail_stream (
  stream text primary key,
  community text not null
);
create table trail_line (
  position bigint primary key,
  stream text not null,
  version integer not null,
  name text not null,
  community text,                   -- null: of the whole installation, or of a district
  actor text not null,
  role text not null,
  effective_at timestamptz not null,
  recorded_at timestamptz not null,
  document text not null            -- of the event, else of its command
);
create index trail_line_stream on trail_line (stream, position);
create index trail_line_community on trail_line (community, effective_at, position);
create index trail_line_actor on trail_line (actor, recorded_at, position);
create index trail_line_document on trail_line (document, position) where document <> '';
create index trail_line_name on trail_line (name, position);
-- told more than a day after it was true
create index trail_line_late on trail_line (recorded_at, position) where recorded_at - effective_at > interval '24 hours';
create table trail_mention (
  subject text not null,
  position bigint not null,
  primary key (subject, position)
);
create index trail_mention_position on trail_mention (position);
