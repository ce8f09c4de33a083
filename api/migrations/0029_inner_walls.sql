-- As the log-in: what the public reads goes through a role of its own, and what was read past the walls goes inside them.

do $$
begin
  if not exists (select from pg_roles where rolname = 'minqing_public') then
    create role minqing_public login;   -- reads what is published: of each table the columns that projections/walls.py names
  end if;
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant minqing_public to %I', current_user);
  end if;
end
$$;

set local role minqing_owner;
grant usage on schema views to minqing_public;

/* Whose service record a scope shows beside its grids: the warden's own. */
create table accounts.scope_record (
  scope text collate "C" primary key references accounts.scope on delete cascade,
  warden text not null
);
revoke all on accounts.scope_record from minqing_app;

create function accounts.open_record(scope text, warden text) returns void
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into accounts.scope_record (scope, warden)
  values (open_record.scope, open_record.warden)
$$;

/* Whether a scope of grids shows what is told of a thing: of a home, ticket, building or grid by where it stands now, of a warden the own
record. Asks the read models by name, so that it outlives a rebuild. */
create function accounts.shows_subject(subject text) returns boolean
language plpgsql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return case split_part(shows_subject.subject, '-', 1)
    when 'hh' then exists (
      select
      from views.household_history_own_household as own
      where own.household = shows_subject.subject
    )
    when 'tkt' then exists (
      select
      from views.ticket_board_own_ticket as own
      where own.ticket = shows_subject.subject
    )
    when 'grd' then shows_subject.subject = any (accounts.scope_grids())
    when 'bld' then exists (
      select
      from views.grids_placement as place
      join views.grids_atom_grid as held on held.tessellation = place.tessellation and held.atom = place.atom
      where place.building = shows_subject.subject
        and held.grid = any (accounts.scope_grids())
        and tstzrange(held.valid_from, held.valid_to) @> accounts.scope_now()
    )
    else exists (
      select
      from accounts.scope_record as own
      where own.scope = current_setting('minqing.scope', true)
        and accounts.scope_now() is not null
        and shows_subject.subject in (own.warden, 'att-' || substr(own.warden, 5), 'dsc-' || substr(own.warden, 5))
    )
  end;
end
$$;

/* Residents by what they are found by, of the scope alone: another's token is not even counted. */
create function vault.search_shown(communities text[], kinds text[], macs bytea[], wanted integer, most integer) returns setof text
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select token.subject
  from vault.search_token as token
  where token.community = any (search_shown.communities)
    and token.community = any (accounts.scope_communities())
    and (token.kind, token.mac) in (
      select asked.kind, asked.mac
      from unnest(search_shown.kinds, search_shown.macs) as asked (kind, mac)
    )
    and (
      token.community = any (accounts.scope_whole())
      or exists (
        select
        from views.household_history_member as member
        join views.household_history_own_household as own on own.household = member.household
        where member.person = token.subject
          and member.is_present
          and tstzrange(member.valid_from, member.valid_to) @> accounts.scope_now()
      )
    )
  group by token.subject
  having count(distinct (token.kind, token.mac)) = search_shown.wanted
  order by token.subject
  limit search_shown.most;
end
$$;

grant execute on function accounts.open_record(text, text) to minqing_app;
grant execute on function accounts.shows_subject(text) to minqing_warden;
grant usage on schema vault to minqing_community, minqing_warden;
grant execute on function vault.search_shown(text[], text[], bytea[], integer, integer) to minqing_community, minqing_warden;

-- A session that was opened at an OpenID provider: which of the provider's it belongs to, and what it is ended there by.
alter table accounts.session
  add column provider_session text,
  add column hint jsonb;
comment on column accounts.session.provider_session is 'sid of the id token';
comment on column accounts.session.hint is 'the id token, sealed by the vault: shown to the provider alone, when one signs out there too';
create index session_provider on accounts.session (provider_session) where provider_session is not null;

create table accounts.logout_token (
  jti_hash bytea primary key,
  taken_until timestamptz not null
);
comment on table accounts.logout_token is 'logout tokens of the provider that were taken: each is taken once';

-- Who comes in by a ticket, a call or a certificate is found again too: the index reads the journal from its beginning.
update vault.search_reached
set position = 0;
reset role;
