-- The vault: keys of sealed personal data, never the data. Destroying a subject's key erases what it sealed.

create table vault.subject_key (
  subject text collate "C" primary key,
  epoch integer not null,            -- which key-encryption key wraps it
  wrapped bytea,                     -- nonce and AES-256-GCM of the subject's key; null once erased
  fingerprint text not null,         -- first 16 hex digits of SHA-256 of the subject's key: proves later which key was destroyed
  made_at timestamptz not null default clock_timestamp(),
  erased_at timestamptz,
  check ((wrapped is null) = (erased_at is not null))
);

-- Finds again what was imported before, without keeping it: HMAC-SHA256 of scope and text under a secret key.
create table vault.blind_index (
  scope text not null,
  mac bytea not null,
  subject text collate "C" not null,
  primary key (scope, mac)
);
create index blind_index_subject on vault.blind_index (subject);

-- Who opened whose personal data, which fields, what for. Never the values.
create table vault.read_log (
  id bigint generated always as identity primary key,
  read_at timestamptz not null default clock_timestamp(),
  actor text not null,
  role text not null,
  subject text collate "C" not null,
  fields text[] not null,
  purpose text not null
);
create index read_log_subject on vault.read_log (subject, read_at);

-- The running role adds to the log and reads it. An erased key stays erased; a row is not taken away.
revoke update, delete on vault.read_log from minqing_app;
revoke delete on vault.subject_key from minqing_app;

create function vault.refuse_change() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception '% of %.% refused', lower(tg_op), tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end
$$;

create trigger append_only
before update or delete or truncate on vault.read_log
for each statement execute function vault.refuse_change();

create trigger erased_stays_erased
before update on vault.subject_key
for each row when (old.erased_at is not null)
execute function vault.refuse_change();
