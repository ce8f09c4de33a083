-- one line of one register; what holds in editions ends a line and begins the next
create table registers_line (
  line text primary key,
  register text not null,
  owner text not null,              -- digits: 12 of a community, 9 of its subdistrict, 6 of its district
  key text not null,                -- the same in every edition of one thing
  holds_from date not null,
  holds_until date,                 -- the first day on which it holds no more
  document text not null,
  told jsonb not null,              -- the fields of its events by their names; sealed blocks stay sealed
  earlier jsonb not null,           -- what it told before each change in place, and until which day
  position bigint not null
);
create index registers_line_register on registers_line (register, owner text_pattern_ops, holds_from);
