"""What surrounds an event in the journal: who, when, under which rules, why; and what a command gets back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from domain import codec, schema
from domain.errors import Refused
from domain.schema import Event

Position = int
Row = tuple[Any, ...]


class IdempotencyKeyReused(Refused):
    """The key was used before, by another actor or for another command."""

    code = "journal.idempotency_key_reused"


class RecordingTimeRefused(Refused):
    """A recording time was given to a journal that stamps its own, or one before the last recorded."""

    code = "journal.recording_time_refused"


@dataclass(frozen=True, slots=True)
class Meta:
    """The envelope, one per command. effective_at: aware, when it is true in the world. policy: profile@date. causation: position of the
    event that caused it. key: the client's idempotency key, unique over all actors. document: 文号."""

    actor: str
    role: str
    effective_at: datetime
    policy: str | None
    correlation: str
    causation: str | None = None
    key: str | None = None
    reason: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Write:
    """Events for one stream. expected: its version before them, 0 = new. No events: the command relies on that version.
    effective_at: where it differs from the envelope's."""

    stream: str
    expected: int
    events: Sequence[Event]
    effective_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unless:
    """The command is stale when an event of these names, of these communities or of none, was recorded after a position."""

    names: frozenset[str]
    communities: frozenset[str]
    after: Position


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it stands in the journal. meta.effective_at is that of its Write."""

    position: Position
    stream: str
    version: int
    name: str
    body: Event
    recorded_at: datetime
    meta: Meta


_meta, _recorded = codec.constructor(Meta), codec.constructor(Recorded)


@dataclass(frozen=True, slots=True)
class Receipt:
    """position: of the command's last event (of the journal's head when it had none). versions: of its streams, after it."""

    position: Position
    versions: dict[str, int]
    answer: dict[str, Any]
    replayed: bool


def new_versions(writes: Iterable[Write]) -> dict[str, int]:
    """Raises ValueError when a stream's second write does not continue its first (they may differ in effective time)."""
    versions: dict[str, int] = {}
    for write in writes:
        if versions.get(write.stream, write.expected) != write.expected:
            raise ValueError(f"the second write to {write.stream} does not continue the first")
        versions[write.stream] = write.expected + len(write.events)
    return versions


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands in a tolerant feed for a body that this release cannot read, so that a reader can park its stream and go on."""

    NAME: ClassVar[str] = "journal.unreadable"
    VERSION: ClassVar[int] = 0
    why: str


def revive(rows: Iterable[Row], *, tolerant: bool = False) -> list[Recorded]:
    """Rows of position, stream, version, name, event_version, payload, recorded_at and the envelope in Meta's order.

    A name is looked up in the registry, never imported. Raises schema.UnknownEvent and schema.PayloadBroken; tolerant: gives Unreadable.
    """
    load = _load_or_mark if tolerant else schema.load
    revived: list[Recorded] = []
    envelope: Row = ()
    meta: Meta | None = None
    for row in rows:
        if row[7:] != envelope:  # the events of one command share their envelope
            envelope = row[7:]
            meta = _meta(*envelope)
        position, stream, version, name, event_version, payload, recorded_at = row[:7]
        revived.append(_recorded(position, stream, version, name, load(name, event_version, payload), recorded_at, meta))
    return revived


def _load_or_mark(name: str, version: int, payload: bytes) -> Event:
    try:
        return schema.load(name, version, payload)
    except (schema.UnknownEvent, schema.PayloadBroken) as wrong:
        return Unreadable(f"{type(wrong).__name__}: {wrong}")
