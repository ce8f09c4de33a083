-- Who may sign in. Sessions are opaque: the table holds hashes only, so a copy of it opens nothing.

create table accounts.account (
  account text primary key,
  role text not null check (role in ('planner', 'approver', 'warden', 'desk', 'auditor', 'reporter', 'admin')),
  name text not null,
  warden text,
  communities text[] not null default '{}',
  password_hash text not null,
  is_open boolean not null default true,
  created_at timestamptz not null,
  check (warden is null or role = 'warden')
);
comment on column accounts.account.name is 'as shown to colleagues: a title or a display name';
comment on column accounts.account.communities is 'com-… ids the account works for; empty: all';

create table accounts.session (
  token_hash bytea primary key,
  account text not null references accounts.account on delete cascade,
  opened_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_account on accounts.session (account);

create table accounts.failed_attempt (
  account text not null,
  at timestamptz not null
);
create index failed_attempt_recent on accounts.failed_attempt (account, at);
