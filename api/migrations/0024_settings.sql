-- What an account set up for itself in a page, so that it follows the person to another computer. Nothing about anybody else.

create table accounts.setting (
  account text not null references accounts.account on delete cascade,
  name text not null,
  content jsonb not null,
  kept_at timestamptz not null,
  primary key (account, name)
);
