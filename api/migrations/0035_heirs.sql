-- The communities and all that had ended in them by a day: before the day of a merger that is decided their registers are not the heir's.
drop function accounts.with_those_that_ended(text[]);
create function accounts.with_those_that_ended(communities text[], on_day date) returns text[]
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
      join views.lineage_community as origin on origin.successor = kept.community and origin.ended_on <= on_day
    )
    select coalesce(array_agg(kept.community), '{}')
    from kept
  );
end
$$;
revoke execute on function accounts.with_those_that_ended(text[], date) from public;

create or replace function accounts.scope_communities() returns text[]
language plpgsql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  found record;
begin
  select
    own.communities,
    ((own.shown_at + (clock_timestamp() - own.opened_at)) at time zone 'Asia/Shanghai')::date as on_day,
    exists (select from views.lineage_community as origin where origin.successor = any (own.communities)) as is_heir
  into found
  from accounts.scope as own
  where own.scope = current_setting('minqing.scope', true)
    and own.ends_at > clock_timestamp();
  if found.is_heir then
    return accounts.with_those_that_ended(found.communities, found.on_day);
  end if;
  return coalesce(found.communities, '{}');
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
    ((own.shown_at + (clock_timestamp() - own.opened_at)) at time zone 'Asia/Shanghai')::date as on_day,
    exists (select from views.lineage_community as origin where origin.successor = any (own.communities)) as is_heir
  into found
  from accounts.scope as own
  where own.scope = current_setting('minqing.scope', true)
    and own.is_whole
    and own.ends_at > clock_timestamp();
  if found.is_heir then
    return accounts.with_those_that_ended(found.communities, found.on_day);
  end if;
  return coalesce(found.communities, '{}');
end
$$;
