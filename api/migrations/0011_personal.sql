-- Epochs of key-encryption keys, restricted subjects, what was carried out of the journal's erasures, the search index of residents.

alter table vault.subject_key add column restricted_at timestamptz;
alter table vault.read_log add column request text not null default '';   -- correlation of the command or question that opened it
create index read_log_actor on vault.read_log (actor, read_at);

-- Which epochs there were: the keys themselves lie outside the database.
create table vault.key_epoch (
  epoch integer primary key,
  begun_at timestamptz not null default clock_timestamp(),
  begun_by text not null,
  destroyed_at timestamptz,
  destroyed_by text,
  check ((destroyed_at is null) = (destroyed_by is null))
);
revoke delete on vault.key_epoch from minqing_app;

-- Up to which event of the journal erasures and restrictions were carried out on the keys.
create table vault.carried_out (
  only_row boolean primary key default true check (only_row),
  position bigint not null
);
insert into vault.carried_out (position) values (0);

-- What residents are found by: HMAC-SHA256 (first 16 bytes) of a token of the name, its pinyin, the telephone, under a secret key and
-- the community. kind: "name", "pinyin", "initials", "phone", "tail". Rows leave with the subject's key.
create table vault.search_token (
  community text collate "C" not null,
  kind text not null,
  mac bytea not null,
  subject text collate "C" not null,
  primary key (community, kind, mac, subject)
);
create index search_token_subject on vault.search_token (subject);
