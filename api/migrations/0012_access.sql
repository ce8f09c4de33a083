-- Signing in: what a session tells of itself, codes, second factors, identities known elsewhere, and who did what at the door.

alter table accounts.account
  alter column password_hash drop not null,
  add column closed_at timestamptz,
  add column reset_hash bytea,
  add column reset_until timestamptz,
  add check ((reset_hash is null) = (reset_until is null));
comment on column accounts.account.password_hash is 'argon2id; null: none yet, or taken away by a reset';
comment on column accounts.account.reset_hash is 'SHA-256 of a code of 80 random bits that sets one new password';

-- Sessions from before are closed: they tell nothing of where they came from.
delete from accounts.session;
alter table accounts.session
  add column session text not null unique,
  add column address text not null,
  add column agent text not null,
  add column means text not null check (means in ('password', 'password+totp', 'password+recovery', 'oidc')),
  add column is_narrow boolean not null;
comment on column accounts.session.session is 'how its owner names it: opens nothing';
comment on column accounts.session.is_narrow is 'may do nothing but set up the second factor that its role must have';

alter table accounts.failed_attempt add column address text not null default '';
create index failed_attempt_address on accounts.failed_attempt (address, at);

create table accounts.second_factor (
  account text primary key references accounts.account on delete cascade,
  sealed jsonb not null,
  begun_at timestamptz not null,
  confirmed_at timestamptz,
  last_step bigint not null default 0
);
comment on column accounts.second_factor.sealed is 'the shared secret, sealed by the vault';
comment on column accounts.second_factor.last_step is 'the half-minute whose code was used last: no code is taken twice';

create table accounts.recovery_code (
  account text not null references accounts.second_factor on delete cascade,
  code_hash bytea not null,
  primary key (account, code_hash)
);

create table accounts.identity (
  issuer text not null,
  subject text not null,
  account text not null references accounts.account on delete cascade,
  linked_at timestamptz not null,
  primary key (issuer, subject)
);
create index identity_account on accounts.identity (account);
comment on table accounts.identity is 'whom an OpenID provider means by a subject';

create table accounts.sign_in_under_way (
  state_hash bytea primary key,
  browser_hash bytea not null,
  nonce text not null,
  verifier text not null,
  return_to text not null,
  begun_at timestamptz not null
);
comment on table accounts.sign_in_under_way is 'sent to the OpenID provider and not back yet: each row is taken once';

create table accounts.access_log (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  account text collate "C",
  act text not null,
  actor text not null,
  address text not null,
  told jsonb not null default '{}'
);
create index access_log_account on accounts.access_log (account, id);
create index access_log_known on accounts.access_log (account, address, at) where act = 'signed_in';
comment on column accounts.access_log.account is 'whose account; null where no such account exists: what was typed may have been a password';
comment on column accounts.access_log.actor is 'who did it: the account itself, an administrator, console:<user>; empty: nobody known';
comment on column accounts.access_log.told is 'never a secret: counts, roles, means';

revoke update, delete on accounts.access_log from minqing_app;

create trigger append_only
before update or delete or truncate on accounts.access_log
for each statement execute function vault.refuse_change();
