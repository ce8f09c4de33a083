/* Append for commands that rely on what they do not write, and for those that write what others rely on.

`lock_streams` names both kinds, `lock_alone` whether the call writes there: who relies waits for who writes and the other way round,
before versions are compared, so that neither decides on a past the other is just changing. `guard_*`: a command is stale too when an
event of that name, of that community or of none, was recorded after that position. Everything else is journal.append's own. */
create function journal.append_in_turn(
  lock_streams text[],
  lock_alone boolean[],
  -- one entry a command and name
  guard_command integer[],
  guard_after bigint[],
  guard_names text[],
  guard_communities text[],
  -- as journal.append has them
  command integer[],
  streams text[],
  versions integer[],
  names text[],
  event_versions integer[],
  payloads bytea[],
  effective timestamptz[],
  expected_command integer[],
  expected_streams text[],
  expected_versions integer[],
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
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
  turn_key bigint;
  turn record;
  came record;
begin
  if cardinality(lock_streams) = 1 then   -- as most commands have it: no query for one lock
    turn_key := 19795::bigint << 48 | (hashtextextended(lock_streams[1], 0) & ((1::bigint << 48) - 1));
    if lock_alone[1] then
      perform pg_advisory_xact_lock(turn_key);
    else
      perform pg_advisory_xact_lock_shared(turn_key);
    end if;
  elsif cardinality(lock_streams) > 1 then
    for turn in
      select 19795::bigint << 48 | (hashtextextended(l.stream, 0) & ((1::bigint << 48) - 1)) as key, bool_or(l.alone) as alone
      from unnest(append_in_turn.lock_streams, append_in_turn.lock_alone) as l (stream, alone)
      group by 1
      order by 1   -- everybody in one order: nobody waits in a circle
    loop
      if turn.alone then
        perform pg_advisory_xact_lock(turn.key);
      else
        perform pg_advisory_xact_lock_shared(turn.key);
      end if;
    end loop;
  end if;

  if cardinality(guard_command) > 0 then
    for came in
      select distinct on (g.command)
        g.command,
        h.stream,
        h.version
      from unnest(
        append_in_turn.guard_command, append_in_turn.guard_after, append_in_turn.guard_names, append_in_turn.guard_communities
      ) as g (command, after, name, community)
      join journal.events h
        on h.position > g.after
        and h.name = g.name
        and coalesce(convert_from(h.payload, 'UTF8')::jsonb ->> 'community', g.community) = g.community
      order by g.command, h.position
    loop
      -- its stream is not where this command would need it: that is what makes it stale
      expected_command := expected_command || came.command;
      expected_streams := expected_streams || came.stream;
      expected_versions := expected_versions || came.version - 1;
    end loop;
  end if;

  return query
  select
    a.receipt_position, a.receipt_positions, a.receipt_versions, a.receipt_answer, a.receipt_actor, a.receipt_hash,
    a.replayed, a.stale
  from journal.append(
    append_in_turn.command, append_in_turn.streams, append_in_turn.versions, append_in_turn.names, append_in_turn.event_versions,
    append_in_turn.payloads, append_in_turn.effective, append_in_turn.expected_command, append_in_turn.expected_streams,
    append_in_turn.expected_versions, append_in_turn.actors, append_in_turn.roles, append_in_turn.policies,
    append_in_turn.correlations, append_in_turn.causations, append_in_turn.keys, append_in_turn.reasons, append_in_turn.documents,
    append_in_turn.receipt_keys, append_in_turn.body_hashes, append_in_turn.new_versions, append_in_turn.answers, append_in_turn.told_at
  ) a;
end
$$;

grant create on schema journal to minqing_append;
alter function journal.append_in_turn owner to minqing_append;
revoke create on schema journal from minqing_append;
set local role minqing_append;
revoke execute on function journal.append_in_turn from public;
grant execute on function journal.append_in_turn to minqing_app;
set local role minqing_owner;
