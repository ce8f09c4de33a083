-- Pages of the logs that stand beside the journal: what a row commits to, how far a log is finished, who may compare it.

-- What a page commits to of the columns that an auditor is not given is their digest behind this: nobody guesses a purpose from it.
alter table vault.read_log add column salt uuid not null default gen_random_uuid();
alter table accounts.access_log add column salt uuid not null default gen_random_uuid();

/* The last number given away, once everybody who writes has finished: no row at or below it can still appear. Whoever wants to write waits
until the statement that asks is over. */
create function vault.read_log_reached() returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
begin
  lock table vault.read_log in share mode;
  return (select coalesce(max(id), 0) from vault.read_log);
end
$$;

create function accounts.access_log_reached() returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '5s'
as $$
begin
  lock table accounts.access_log in share mode;
  return (select coalesce(max(id), 0) from accounts.access_log);
end
$$;

grant execute on function vault.read_log_reached(), accounts.access_log_reached() to minqing_app;
grant usage on schema vault, accounts to minqing_notary;
grant select on vault.read_log, accounts.access_log to minqing_notary;
