-- The journal: every event ever recorded, in one order, never changed. Written by journal.append alone.

create sequence journal.positions as bigint cache 1;

create table journal.events (
  position bigint not null default nextval('journal.positions'),
  stream text collate "C" not null,
  version integer not null check (version >= 0),
  name text not null,
  event_version integer not null,
  payload bytea not null,          -- canonical JSON, UTF-8; personal data in it is sealed
  actor text not null,
  role text not null,
  effective_at timestamptz not null,
  recorded_at timestamptz not null,
  policy text,                     -- profile@date, for example runzhou@2014-04-24
  correlation text not null,
  causation text,                  -- position of the event that caused this one
  key text,                        -- the client's idempotency key
  reason text not null,
  document text not null,
  primary key (stream, version)
);
create unique index events_position on journal.events (position);

-- One row for each command that wrote: a key repeated is answered from here.
create table journal.receipts (
  key text collate "C" primary key,
  actor text not null,
  body_hash text not null,
  position bigint not null,
  positions bigint[] not null,
  versions jsonb not null,
  answer jsonb not null,
  recorded_at timestamptz not null
);

-- Whether append takes a recording time from its caller. Only the owner changes it, for the demonstration's year of history.
create table journal.mode (
  only_row boolean primary key default true check (only_row),
  simulated boolean not null default false,
  changed_at timestamptz not null default clock_timestamp()
);
insert into journal.mode default values;

create view journal.readable as
select
  position,
  stream,
  version,
  name,
  event_version,
  convert_from(payload, 'UTF8')::jsonb as payload,
  actor,
  role,
  effective_at,
  recorded_at,
  policy,
  correlation,
  causation,
  key,
  reason,
  document
from journal.events;

create function journal.refuse_change() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'the journal is append-only: % of %.% refused', lower(tg_op), tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;

create trigger append_only
before update or delete or truncate on journal.events
for each statement execute function journal.refuse_change();
alter table journal.events enable always trigger append_only;   -- session_replication_role does not switch it off

/* How far a reader may go: no event at or below it can still appear.

A writer first takes a shared lock that carries a lower bound of the positions it will get (0x4D51 in the high 16 bits,
the sequence's last value in the low 48), and only then draws positions. So a position at or below the last value read
in step 1 belongs to a writer whose lock stood before step 1; at step 2 that lock either is still held, and the bound
keeps the reader below it, or is released, which PostgreSQL does after the commit became visible: the snapshot of
a later statement sees its rows. The order of the two steps, and reading rows in a later statement, are the proof.
VOLATILE gives each statement its own snapshot. */
create function journal.horizon() returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  reached bigint;
  bound bigint;
begin
  select case when is_called then last_value else 0 end into reached from journal.positions;   -- step 1
  select min(((classid::bigint & 65535) << 32) | objid::bigint) into bound                      -- step 2
  from pg_locks
  where locktype = 'advisory'
    and objsubid = 1
    and database = (select oid from pg_database where datname = current_database())
    and classid::bigint >> 16 = 19793;
  return least(reached, bound);
end
$$;

/* Append the events of some commands. Each command is recorded whole or not at all, and has its own verdict; commands of one call
share neither streams nor keys.

`command` numbers the commands from 1; the events of a command stand together. `expected_streams` and `expected_versions` state
the version of each stream before its command (0 = new), also of streams a command only relies on. A command whose `receipt_keys`
entry was used before writes nothing and answers with the first receipt (replayed); one that finds a stream at another version
writes nothing and answers `stale`. `told_at` is refused (MQ002) unless the journal is in simulation. Raises unique_violation, and
nothing at all is written, when a concurrent call was faster. */
create function journal.append(
  -- one entry an event
  command integer[],
  streams text[],
  versions integer[],
  names text[],
  event_versions integer[],
  payloads bytea[],
  effective timestamptz[],
  -- one entry a stream
  expected_command integer[],
  expected_streams text[],
  expected_versions integer[],
  -- one entry a command
  actors text[],
  roles text[],
  policies text[],
  correlations text[],
  causations text[],
  keys text[],
  reasons text[],
  documents text[],
  receipt_keys text[],
  body_hashes text[],
  new_versions text[],
  answers text[],
  told_at timestamptz
) returns table (
  receipt_position bigint,
  receipt_positions bigint[],
  receipt_versions jsonb,
  receipt_answer jsonb,
  receipt_actor text,
  receipt_hash text,
  replayed boolean,
  stale jsonb
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off   -- a plan made while the tables were small must not outlive their growth
as $$
declare
  stamp timestamptz := clock_timestamp();
  late integer[];
  verdicts jsonb[];
  known integer[];
  drawn bigint[];
begin
  select coalesce(array_agg(s.command), '{}'), coalesce(array_agg(s.verdict), '{}') into late, verdicts
  from (
    select distinct on (e.command)
      e.command,
      jsonb_build_object('stream', e.stream, 'expected', e.expected, 'current', coalesce(held.version, 0)) as verdict
    from unnest(append.expected_command, append.expected_streams, append.expected_versions) as e (command, stream, expected)
    left join lateral (
      select h.version
      from journal.events h
      where h.stream = e.stream
      order by h.version desc
      limit 1
    ) held on true
    where coalesce(held.version, 0) <> e.expected
    order by e.command
  ) s;

  -- after the versions: what made them stale may be this very command, committed a moment ago
  select coalesce(array_agg(c.command), '{}') into known
  from unnest(append.receipt_keys) with ordinality as c (key, command)
  join journal.receipts r on r.key = c.key;

  late := late || known;
  if append.told_at is not null and cardinality(late) < cardinality(append.receipt_keys) then
    perform journal.check_told(append.told_at);
    stamp := append.told_at;
  end if;

  -- before any position is drawn: see journal.horizon
  perform pg_advisory_xact_lock_shared(
    19793::bigint << 48 | (select case when s.is_called then s.last_value else 0 end from journal.positions s)
  );
  with written as (
    insert into journal.events as w (
      stream, version, name, event_version, payload, actor, role, effective_at, recorded_at,
      policy, correlation, causation, key, reason, document
    )
    select
      u.stream, u.version, u.name, u.event_version, u.payload, append.actors[u.command], append.roles[u.command],
      coalesce(u.effective_at, stamp), stamp, append.policies[u.command], append.correlations[u.command],
      append.causations[u.command], append.keys[u.command], append.reasons[u.command], append.documents[u.command]
    from unnest(
      append.command, append.streams, append.versions, append.names, append.event_versions, append.payloads, append.effective
    ) with ordinality as u (command, stream, version, name, event_version, payload, effective_at, place)
    where u.command <> all (late)
    order by u.place
    returning w.position
  )
  select array_agg(w.position order by w.position) into drawn   -- drawn in the order of the events
  from written w;

  insert into journal.receipts (key, actor, body_hash, position, positions, versions, answer, recorded_at)
  select
    c.key, c.actor, c.body_hash, coalesce(drawn[own.last], journal.horizon()), coalesce(drawn[own.first:own.last], '{}'),
    c.versions::jsonb, c.answer::jsonb, stamp
  from unnest(
    append.receipt_keys, append.actors, append.body_hashes, append.new_versions, append.answers
  ) with ordinality as c (key, actor, body_hash, versions, answer, command)
  left join (
    select numbered.command, min(numbered.place) as first, max(numbered.place) as last
    from (
      select e.command, row_number() over (order by e.place) as place
      from unnest(append.command) with ordinality as e (command, place)
      where e.command <> all (late)
    ) numbered
    group by numbered.command
  ) own on own.command = c.command
  where c.command <> all (late);

  return query
  select
    r.position, r.positions, r.versions, r.answer, r.actor, r.body_hash,
    c.command = any (known), verdicts[array_position(late, c.command::integer)]
  from unnest(append.receipt_keys) with ordinality as c (key, command)
  left join journal.receipts r on r.key = c.key
  order by c.command;
end
$$;

-- A told recording time: only in simulation, and never before the last recorded one.
create function journal.check_told(told_at timestamptz) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if not (select m.simulated from journal.mode m) then
    raise exception 'the journal is live: it stamps the time itself' using errcode = 'MQ002';
  end if;
  perform pg_advisory_xact_lock(19794::bigint << 48);   -- told times come one after another
  if told_at < (select e.recorded_at from journal.events e order by e.position desc limit 1) then
    raise exception 'a time before the last recorded one' using errcode = 'MQ002';
  end if;
end
$$;

-- The append belongs to a role that cannot log in and can do nothing but add rows.
grant select, insert on journal.events, journal.receipts to minqing_append;
grant select on journal.mode to minqing_append;
grant usage, select on sequence journal.positions to minqing_append;
grant select on sequence journal.positions to minqing_app, minqing_project;
grant execute on function journal.horizon() to minqing_append, minqing_app, minqing_project;
grant execute on function journal.check_told(timestamptz) to minqing_append;
grant create on schema journal to minqing_append;
alter function journal.append owner to minqing_append;
revoke create on schema journal from minqing_append;
set local role minqing_append;
revoke execute on function journal.append from public;
grant execute on function journal.append to minqing_app;
set local role minqing_owner;
