-- As the log-in: who reads rows of the read models, and what of them. The policies themselves are made with the tables (projections/walls.py).

do $$
declare
  wanted text;
begin
  foreach wanted in array array[
    'minqing_community',   -- reads for whoever works for some communities: the rows of theirs, by the scope that the session entered
    'minqing_warden',      -- reads for a warden: what is the community's own, and of homes and tickets those of the scope's grids
    'minqing_keys'         -- the vault: wrapped keys, what finds people again, who read what; and nothing else
  ] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I login', wanted);
    end if;
    if not (select rolsuper from pg_roles where rolname = current_user) then
      execute format('grant %I to %I', wanted, current_user);
    end if;
  end loop;
end
$$;

set local role minqing_owner;

/* What one person may look at, from the moment it was opened, for minutes. `shown_at` is the office's clock at that moment: time in a scope
goes on from there, so that a clock of the database's own neither opens nor closes anything early. */
create table accounts.scope (
  scope text collate "C" primary key,   -- random: who does not know it has no scope
  communities text[] not null,
  is_whole boolean not null,            -- every grid of them
  shown_at timestamptz not null,
  opened_at timestamptz not null default clock_timestamp(),
  ends_at timestamptz not null
);
-- Cover (AB岗) ends by itself: a grid is shown while its range holds.
create table accounts.scope_grid (
  scope text collate "C" not null references accounts.scope on delete cascade,
  grid text not null,
  shown tstzrange not null,
  primary key (scope, grid)
);
revoke all on accounts.scope, accounts.scope_grid from minqing_app;

create function accounts.open_scope(
  scope text,
  communities text[],
  is_whole boolean,
  shown_at timestamptz,
  grids text[],
  untils timestamptz[],                 -- one entry a grid; null: as long as the scope
  life interval
) returns void
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
  delete from accounts.scope as gone
  where gone.ends_at < clock_timestamp();
  insert into accounts.scope (scope, communities, is_whole, shown_at, ends_at)
  values (
    open_scope.scope, open_scope.communities, open_scope.is_whole, open_scope.shown_at,
    clock_timestamp() + least(open_scope.life, interval '15 minutes')
  );
  insert into accounts.scope_grid (scope, grid, shown)
  select
    open_scope.scope,
    told.grid,
    tstzrange(open_scope.shown_at, case when told.until is not null then greatest(told.until, open_scope.shown_at) end)
  from unnest(open_scope.grids, open_scope.untils) as told (grid, until)
$$;

/* The rest is asked by the policies, once a statement. Each looks into tables that the asking role cannot read, by the random name that the
session carries: a name that was made up, or none, shows nothing. */
create function accounts.scope_now() returns timestamptz
language plpgsql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select own.shown_at + (clock_timestamp() - own.opened_at)
    from accounts.scope as own
    where own.scope = current_setting('minqing.scope', true)
      and own.ends_at > clock_timestamp()
  );
end
$$;

-- The communities of the scope and all that ever ended in them: their registers go with them.
create function accounts.scope_communities() returns text[]
language plpgsql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    with recursive kept (community) as (
      select unnest(own.communities)
      from accounts.scope as own
      where own.scope = current_setting('minqing.scope', true)
        and own.ends_at > clock_timestamp()
      union
      select origin.community
      from kept
      join views.lineage_community as origin on origin.successor = kept.community
    )
    select coalesce(array_agg(kept.community), '{}')
    from kept
  );
end
$$;

create function accounts.scope_whole() returns text[]
language plpgsql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if (select own.is_whole from accounts.scope as own where own.scope = current_setting('minqing.scope', true)) then
    return accounts.scope_communities();
  end if;
  return '{}';
end
$$;

create function accounts.scope_grids() returns text[]
language plpgsql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select coalesce(array_agg(mine.grid), '{}')
    from accounts.scope as own
    join accounts.scope_grid as mine
      on mine.scope = own.scope
      and mine.shown @> own.shown_at + (clock_timestamp() - own.opened_at)
    where own.scope = current_setting('minqing.scope', true)
      and own.ends_at > clock_timestamp()
  );
end
$$;

-- Puts the session into a scope. False: it is none, or it ended; a new one has to be opened.
create function accounts.enter_scope(scope text) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('minqing.scope', enter_scope.scope, false);
  return accounts.scope_now() is not null;
end
$$;

grant execute on function accounts.open_scope(text, text[], boolean, timestamptz, text[], timestamptz[], interval) to minqing_app;
grant usage on schema accounts, views to minqing_community, minqing_warden;
grant usage on schema accounts to minqing_project;   -- it makes the policies that name these functions
grant execute on function accounts.scope_now(), accounts.scope_communities(), accounts.scope_whole(), accounts.scope_grids(),
  accounts.enter_scope(text) to minqing_community, minqing_warden;
grant usage on schema views to minqing_owner;

-- The vault opens to a role of its own: who speaks SQL as the running service, or reads for anybody, finds no key to copy.
grant usage on schema vault to minqing_keys;
grant select, insert, update, delete on all tables in schema vault to minqing_keys;
grant usage, select on all sequences in schema vault to minqing_keys;
revoke delete on vault.subject_key, vault.key_epoch from minqing_keys;
revoke update, delete on vault.read_log from minqing_keys;
alter default privileges in schema vault grant select, insert, update, delete on tables to minqing_keys;
alter default privileges in schema vault grant usage, select on sequences to minqing_keys;
alter default privileges in schema vault revoke select, insert, update, delete on tables from minqing_app;
alter default privileges in schema vault revoke usage, select on sequences from minqing_app;
revoke all on all tables in schema vault from minqing_app;
revoke all on all sequences in schema vault from minqing_app;
grant select on vault.read_log to minqing_app;   -- who read what is shown; only the vault writes it

-- The running service reads no rows of the read models under its own name.
revoke usage on schema views from minqing_app;
alter default privileges in schema views revoke select on tables from minqing_app;
set local role minqing_project;
revoke select on all tables in schema views from minqing_app;
alter default privileges in schema views, views_next revoke select on tables from minqing_app;
reset role;
