-- The walls: extensions, roles and schemas. Run by the log-in itself; every later file by minqing_owner.
-- Roles belong to the whole server, so each step leaves alone what another database has made already.

create extension if not exists postgis;
create extension if not exists btree_gist;
create extension if not exists pg_trgm;

do $$
declare
  wanted record;
begin
  for wanted in
    select *
    from (values
      ('minqing_owner', 'nologin'),    -- owns every table and view
      ('minqing_append', 'nologin'),   -- owns the append function, the only door into the journal
      ('minqing_app', 'login'),        -- the running service
      ('minqing_project', 'login'),    -- the projections
      ('minqing_read', 'login')        -- reads the views
    ) as role (name, may_login)
  loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      execute format('create role %I %s', wanted.name, wanted.may_login);
    end if;
    if not (select rolsuper from pg_roles where rolname = current_user) then
      execute format('grant %I to %I', wanted.name, current_user);
    end if;
  end loop;
  -- the migration that makes the append function gives it away to its owner
  if not exists (
    select
    from pg_auth_members
    where roleid = 'minqing_append'::regrole
      and member = 'minqing_owner'::regrole
  ) then
    grant minqing_append to minqing_owner;
  end if;
end
$$;

create schema journal authorization minqing_owner;
create schema vault authorization minqing_owner;
create schema accounts authorization minqing_owner;
create schema views authorization minqing_owner;
create schema views_next authorization minqing_owner;   -- where a rebuild stands beside the live views until the swap

set local role minqing_owner;

create table journal.migration (
  number integer primary key,
  name text not null,
  sha256 text not null,
  applied_at timestamptz not null default now()
);
grant select on journal.migration to minqing_app;

grant usage on schema journal to minqing_append, minqing_app, minqing_project;
grant usage on schema vault to minqing_app;
grant usage on schema accounts to minqing_app;
grant usage on schema views to minqing_app, minqing_read;
grant usage, create on schema views, views_next to minqing_project;

alter default privileges in schema journal grant select on tables to minqing_app, minqing_project;
alter default privileges in schema vault grant select, insert, update, delete on tables to minqing_app;
alter default privileges in schema accounts grant select, insert, update, delete on tables to minqing_app;
alter default privileges in schema vault grant usage, select on sequences to minqing_app;
alter default privileges in schema accounts grant usage, select on sequences to minqing_app;
alter default privileges in schema views grant select on tables to minqing_app, minqing_read;
-- a function is nobody's until somebody is named: PUBLIC's EXECUTE would open the append to every role
alter default privileges revoke execute on functions from public;

-- the projections build their own tables, beside the live ones and then in their place
set local role minqing_project;
alter default privileges in schema views, views_next grant select on tables to minqing_app, minqing_read;
reset role;
