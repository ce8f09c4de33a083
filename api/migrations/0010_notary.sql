-- As the log-in: the notary's role, and what it publishes. Nothing of it is believed: whoever reads a tile or a checkpoint here
-- holds it against a signature.

do $$
begin
  if not exists (select from pg_roles where rolname = 'minqing_notary') then
    create role minqing_notary login;
  end if;
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant minqing_notary to %I', current_user);
  end if;
end
$$;

create schema proofs authorization minqing_owner;
set local role minqing_owner;

-- Hashes of the tree, 256 a tile, as C2SP tlog-tiles lays them out: those of level l are the roots of full subtrees of 256^l leaves.
create table proofs.tile (
  level smallint not null,
  number bigint not null,
  hashes bytea not null,
  positions bigint[],   -- of the events behind the leaves; null above level 0
  primary key (level, number),
  check ((level = 0) = (positions is not null)),
  check (positions is null or octet_length(hashes) = 32 * cardinality(positions))
);
create index tile_position on proofs.tile ((positions[1])) where level = 0;

create table proofs.checkpoint (
  size bigint primary key,
  position bigint not null,   -- of the newest event under it
  note text not null,
  published_at timestamptz not null default clock_timestamp()
);

grant usage on schema journal, proofs to minqing_notary;
grant select on journal.events to minqing_notary;
grant select on sequence journal.positions to minqing_notary;
grant execute on function journal.horizon() to minqing_notary;
grant select, insert, update, delete on proofs.tile, proofs.checkpoint to minqing_notary;
grant usage on schema proofs to minqing_app;
grant select on proofs.tile, proofs.checkpoint to minqing_app;
reset role;
