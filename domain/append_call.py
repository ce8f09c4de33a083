"""What the database's append takes and gives: plain arrays, one entry an event, a stream relied on, or a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Any

from domain.arrays import Packed, bigints, booleans, byteas, integers, moments, texts
from domain.envelope import IdempotencyKeyReused, Meta, Position, Unless, Write
from domain.schema import dump, name_of, version_of

EventRow = tuple[str, int, str, int, bytes, datetime | None]
"""stream, version, name, event version, payload, effective_at (None: when it is recorded)."""
CommandRow = tuple[str, str, str | None, str, str | None, str | None, str, str, str, str, str, str]
"""actor, role, policy, correlation, causation, key, reason, document, receipt key, body hash, new versions, answer (JSON)."""

Columns = Mapping[str, Callable[[Sequence[Any]], Packed]]
"""Parameter -> what makes the database's array of its values; the parameters in the order of a row's fields."""

_EVENT: Columns = {
    "streams": texts,
    "versions": integers,
    "names": texts,
    "event_versions": integers,
    "payloads": byteas,
    "effective": moments,
}
_EXPECTED: Columns = {"expected_command": integers, "expected_streams": texts, "expected_versions": integers}
_COMMAND = ("actors", "roles", "policies", "correlations", "causations", "keys", "reasons", "documents")
_RECEIPT = ("receipt_keys", "body_hashes", "new_versions", "answers")


_GUARD: Columns = {"guard_command": integers, "guard_after": bigints, "guard_names": texts, "guard_communities": texts}
NUMEROUS = ("hh-", "tkt-", "bld-", "vis-", "crd-", "obs-", "ned-", "tag-")
"""Streams that one command writes by the thousand: they are compared as they stand, without a turn. All others take turns."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command as the database takes it. expected: the version of every stream it relies on. turns: streams that are relied on, by
    it or by others, and whether it writes there."""

    events: Sequence[EventRow]
    expected: dict[str, int]
    row: CommandRow
    turns: Mapping[str, bool] = field(default_factory=dict)
    unless: Unless | None = None

    def marks(self) -> frozenset[str]:
        """Commands that share one cannot be appended in one call."""
        return frozenset((*self.expected, f"key {self.row[8]}"))


@dataclass(frozen=True, slots=True)
class Stored:
    """The database's verdict on one command. stale: the stream that stood at another version; everything else is then None."""

    position: Position
    positions: Sequence[Position]
    versions: dict[str, int]
    answer: dict[str, Any]
    actor: str
    body_hash: str
    replayed: bool
    stale: dict[str, Any] | None


def command(
    writes: Sequence[Write], meta: Meta, receipt_key: str, body_hash: str, versions: str, answer: str, unless: Unless | None = None
) -> Command:
    """versions and answer: JSON for the receipt.

    Raises ValueError for an effective time without a time zone, or what is no text.
    """
    if any(at.tzinfo is None for at in (meta.effective_at, *(write.effective_at for write in writes if write.effective_at))):
        raise ValueError("an effective time needs a time zone")
    expected: dict[str, int] = {}
    for write in writes:  # a second write continues the first: only the first says what must stand before the command
        expected.setdefault(write.stream, write.expected)
    events = [
        (write.stream, write.expected + n, name_of(body), version_of(body), dump(body), write.effective_at or meta.effective_at)
        for write in writes
        for n, body in enumerate(write.events, 1)
    ]
    envelope = (meta.actor, meta.role, meta.policy, meta.correlation, meta.causation, meta.key, meta.reason, meta.document)
    row = (*envelope, receipt_key, body_hash, versions, answer)
    "".join(filter(None, (*expected, *row))).encode()  # what is no text fails here, and not the call it would share with others
    return Command(events, expected, row, _turns(writes), unless)


def _turns(writes: Sequence[Write]) -> dict[str, bool]:
    written = {write.stream for write in writes if write.events}
    return {write.stream: write.stream in written for write in writes if not write.stream.startswith(NUMEROUS)}


def bare_command(events: Sequence[EventRow], receipt_key: str) -> Command:
    """Events from the library's own applications, which know no envelope and no expected version."""
    return Command(events, {}, ("", "", None, "", None, None, "", "", receipt_key, "", "{}", "{}"))


def arguments(commands: Sequence[Command], told_at: datetime | None) -> dict[str, Any]:
    """journal.append's arguments for commands that share no mark; with turns and guards where a command has any."""
    events = [event for one in commands for event in one.events]
    expected = [(number, *pair) for number, one in enumerate(commands, 1) for pair in one.expected.items()]
    return {
        "command": integers([number for number, one in enumerate(commands, 1) for _ in one.events]),
        **_columns(_EVENT, events),
        **_columns(_EXPECTED, expected),
        **_columns({column: texts for column in _COMMAND + _RECEIPT}, [one.row for one in commands]),
        "told_at": told_at,
    } | (_in_turn(commands) if takes_turns(commands) else {})


def takes_turns(commands: Sequence[Command]) -> bool:
    return any(one.turns or one.unless for one in commands)


def _in_turn(commands: Sequence[Command]) -> dict[str, Packed]:
    turns = [turn for one in commands for turn in one.turns.items()]
    guards = [
        (number, one.unless.after, name, community)
        for number, one in enumerate(commands, 1)
        if one.unless
        for name, community in sorted(product(one.unless.names, one.unless.communities))
    ]
    return _columns({"lock_streams": texts, "lock_alone": booleans}, turns) | _columns(_GUARD, guards)


def _columns(packed: Columns, rows: Sequence[tuple[Any, ...]]) -> dict[str, Packed]:
    columns = zip(*rows, strict=True) if rows else ((),) * len(packed)
    return {name: pack(column) for (name, pack), column in zip(packed.items(), columns, strict=True)}


def topic(name: str, version: int) -> str:
    return name if version == 1 else f"{name}@{version}"


def name_and_version(stored_topic: str) -> tuple[str, int]:
    name, _, version = stored_topic.rpartition("@")
    return (name, int(version)) if name and version.isdigit() else (stored_topic, 1)


def require_same_command(stored: Stored, body_hash: str, actor: str) -> None:
    if (stored.body_hash, stored.actor) != (body_hash, actor):
        raise IdempotencyKeyReused()
