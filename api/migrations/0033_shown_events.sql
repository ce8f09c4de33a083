/* What a person is told out of the journal and out of the log of readings comes over the session that shows the person's own rows alone.
The policies ask the trail by name, so that they outlive a rebuild of it; where it has nothing to say, nothing is shown. */

-- In whose register an event stands: as the trail has it; of one that the trail could not read, that of its stream.
create function accounts.register_of(event_position bigint, event_stream text) returns text
language plpgsql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  kept_in text;
begin
  select line.community
  into kept_in
  from views.trail_line as line
  where line.position = register_of.event_position;
  if found then
    return kept_in;
  end if;
  return (
    select own.community
    from views.trail_stream as own
    where own.stream = register_of.event_stream
  );
end
$$;

-- The same of a thing that was read about: of its stream, else of the last event that names it.
create function accounts.register_of_subject(subject text) returns text
language plpgsql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(
    (
      select own.community
      from views.trail_stream as own
      where own.stream = register_of_subject.subject
    ),
    (
      select line.community
      from views.trail_mention as mention
      join views.trail_line as line on line.position = mention.position
      where mention.subject = register_of_subject.subject
        and line.community is not null
      order by mention.position desc
      limit 1
    )
  );
end
$$;

-- Whether a scope of grids shows an event: of what is shown, or naming something that is.
create function accounts.shows_event(event_position bigint, event_stream text) returns boolean
language plpgsql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return accounts.shows_subject(shows_event.event_stream) or exists (
    select
    from views.trail_mention as mention
    where mention.position = shows_event.event_position
      and accounts.shows_subject(mention.subject)
  );
end
$$;

grant execute on function accounts.register_of(bigint, text), accounts.register_of_subject(text) to minqing_community;
grant execute on function accounts.shows_event(bigint, text) to minqing_warden;

alter table journal.events enable row level security;
create policy whole on journal.events
  to minqing_append, minqing_app, minqing_project, minqing_notary, minqing_read
  using (true)
  with check (true);
create policy of_community on journal.events for select to minqing_community
  using (accounts.register_of(position, stream) = any ((select accounts.scope_whole())::text[]));
create policy of_warden on journal.events for select to minqing_warden
  using (accounts.shows_event(position, stream));
grant usage on schema journal to minqing_community, minqing_warden;
grant select (actor, reason) on journal.events to minqing_read;   -- beside what the feed reads
grant select (
  position, stream, version, name, event_version, payload, actor, role, effective_at, recorded_at, policy, correlation, causation, reason, document
) on journal.events to minqing_community, minqing_warden;

-- Who read what: kept by the vault, signed by the notary, told to auditors and desks; the running service itself reads none of it.
alter table vault.read_log enable row level security;
create policy whole on vault.read_log
  to minqing_keys, minqing_notary, minqing_read
  using (true)
  with check (true);
create policy of_community on vault.read_log for select to minqing_community
  using (accounts.register_of_subject(subject) = any ((select accounts.scope_whole())::text[]));
revoke select on vault.read_log from minqing_app;
grant usage on schema vault to minqing_read;
grant select on vault.read_log to minqing_read, minqing_community;
