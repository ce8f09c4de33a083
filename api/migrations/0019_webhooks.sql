-- As the log-in: who is sent the event feed, how far, and what could not be delivered. Not rebuilt from the journal: other systems' affairs
-- are none of its events.

create schema feed authorization minqing_owner;
set local role minqing_owner;

create table feed.subscription (
  subscription text collate "C" primary key,   -- sub-…
  account text not null references accounts.account on delete cascade,   -- as whom it reads, with that account's role and communities
  url text not null,
  names text[] not null,                       -- of events, a dot at the end for all that begin so; none: all
  communities text[] not null,                 -- 12 digits; none: all that the account may see
  purpose text,                                -- what personal content is opened for; null: it stays sealed
  secret jsonb not null,                       -- sealed by the vault
  position bigint not null,                    -- everything up to here is delivered, or is a dead letter
  paused_why text,                             -- null: active
  failures integer not null default 0,         -- of the event that is tried now
  dead_in_a_row integer not null default 0,
  last_error text,
  delivered_at timestamptz,
  made_at timestamptz not null
);
create table feed.dead_letter (
  subscription text collate "C" not null references feed.subscription on delete cascade,
  position bigint not null,
  attempts integer not null,
  error text not null,
  failed_at timestamptz not null,
  is_wanted boolean not null default false,    -- to be tried again
  primary key (subscription, position)
);
create index subscription_account on feed.subscription (account);

grant usage on schema feed to minqing_app, minqing_read;
grant select, insert, update, delete on feed.subscription, feed.dead_letter to minqing_app;
grant select (subscription, position, paused_why) on feed.subscription to minqing_read;
grant select (subscription, is_wanted) on feed.dead_letter to minqing_read;
reset role;
