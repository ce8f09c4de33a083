-- The event feed reads the journal beside the trail, which knows of each event whose register it stands in: one role sees both, and writes nothing.
-- What is personal in the journal is sealed; who is asking, and what they may see, the feed says.
set local role minqing_owner;
grant usage on schema journal to minqing_read;
grant select (
  position, stream, version, name, event_version, payload, effective_at, recorded_at, role, policy, document, correlation, causation
) on journal.events to minqing_read;
reset role;
