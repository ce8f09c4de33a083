-- Which keys a database's personal data is sealed under: others in their place are noticed at the start, not at the first block that does not open.

alter table vault.key_epoch add column fingerprint text;
comment on column vault.key_epoch.fingerprint is 'first 32 hex digits of SHA-256 of the key that wraps: random bits, so nothing is guessed from it';

create table vault.blind_key (
  only_row boolean primary key default true check (only_row),
  fingerprint text not null
);
