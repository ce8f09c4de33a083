/* What the policies ask of a scope, once for each table of a statement, is one row read by its key: the grids stand in it, and when the
first of them leaves. Until then they are answered as they stand. */
drop table accounts.scope_grid;
delete from accounts.scope;   -- opened anew by whoever reads next
alter table accounts.scope
  add column grids text[] not null,
  add column untils timestamptz[] not null,   -- one entry a grid; null: as long as the scope
  add column narrows_at timestamptz;          -- the first of them, by the office's clock as `shown_at`; null: none leaves

create or replace function accounts.open_scope(
  scope text,
  communities text[],
  is_whole boolean,
  shown_at timestamptz,
  grids text[],
  untils timestamptz[],
  life interval
) returns void
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
  delete from accounts.scope as gone
  where gone.ends_at < clock_timestamp();
  insert into accounts.scope (scope, communities, is_whole, shown_at, ends_at, grids, untils, narrows_at)
  values (
    open_scope.scope, open_scope.communities, open_scope.is_whole, open_scope.shown_at,
    clock_timestamp() + least(open_scope.life, interval '15 minutes'),
    open_scope.grids, open_scope.untils, (select min(until) from unnest(open_scope.untils) as until)
  )
$$;

create or replace function accounts.scope_now() returns timestamptz
language plpgsql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  office_now timestamptz;
begin
  select own.shown_at + (clock_timestamp() - own.opened_at)
  into office_now
  from accounts.scope as own
  where own.scope = current_setting('minqing.scope', true)
    and own.ends_at > clock_timestamp();
  return office_now;
end
$$;

create or replace function accounts.scope_grids() returns text[]
language plpgsql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  found record;
begin
  select own.grids, own.untils, own.narrows_at, own.shown_at + (clock_timestamp() - own.opened_at) as office_now
  into found
  from accounts.scope as own
  where own.scope = current_setting('minqing.scope', true)
    and own.ends_at > clock_timestamp();
  if found.narrows_at is null or found.office_now < found.narrows_at then
    return coalesce(found.grids, '{}');
  end if;
  return (
    select coalesce(array_agg(mine.grid), '{}')
    from unnest(found.grids, found.untils) as mine (grid, until)
    where mine.until is null
      or found.office_now < mine.until
  );
end
$$;

-- The communities and all that ever ended in them: their registers go with them.
create function accounts.with_those_that_ended(communities text[]) returns text[]
language plpgsql stable parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    with recursive kept (community) as (
      select unnest(communities)
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
revoke execute on function accounts.with_those_that_ended(text[]) from public;

create or replace function accounts.scope_communities() returns text[]
language plpgsql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  found record;
begin
  select
    own.communities,
    exists (select from views.lineage_community as origin where origin.successor = any (own.communities)) as is_heir
  into found
  from accounts.scope as own
  where own.scope = current_setting('minqing.scope', true)
    and own.ends_at > clock_timestamp();
  return case when found.is_heir then accounts.with_those_that_ended(found.communities) else coalesce(found.communities, '{}') end;
end
$$;

create or replace function accounts.scope_whole() returns text[]
language plpgsql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  found record;
begin
  select
    own.communities,
    exists (select from views.lineage_community as origin where origin.successor = any (own.communities)) as is_heir
  into found
  from accounts.scope as own
  where own.scope = current_setting('minqing.scope', true)
    and own.is_whole
    and own.ends_at > clock_timestamp();
  return case when found.is_heir then accounts.with_those_that_ended(found.communities) else coalesce(found.communities, '{}') end;
end
$$;
