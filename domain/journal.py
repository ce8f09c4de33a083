"""The journal: read, append, follow.

The law it keeps: what was appended is never changed; a command is recorded whole or not at all, and once however often it is sent;
readers get every event, in order. The database keeps it (migration 0001), this file is its client.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from domain import catalogue
from domain.append_call import Command, Stored, command, require_same_command
from domain.envelope import (
    IdempotencyKeyReused,
    Meta,
    Position,
    Receipt,
    Recorded,
    RecordingTimeRefused,
    Unless,
    Write,
    new_versions,
    revive,
)
from domain.errors import StaleVersion
from domain.recorder import Datastore, Recorder, receipt_key

__all__ = ["IdempotencyKeyReused", "Journal", "Meta", "Position", "Receipt", "Recorded", "RecordingTimeRefused", "Unless", "Write"]

assert catalogue.STORED  # a reader knows every event, whatever else its process imported

_JSON = json.JSONEncoder(ensure_ascii=False).encode


class Journal:
    """The journal of one database, as the running role sees it. Safe to share between threads.

    clock: recording times of a demonstration; the database refuses them unless its owner opened the journal for simulation.
    """

    def __init__(self, dsn_app: str, *, clock: Callable[[], datetime] | None = None) -> None:
        self._datastore = Datastore(dsn_app)
        self.recorder = Recorder(self._datastore)
        self._clock = clock

    def close(self) -> None:
        self.recorder.bell.close()
        self._datastore.close()

    def read(self, stream: str, after: int = 0) -> tuple[Recorded, ...]:
        """The events of a stream with versions above `after`; empty for a stream that does not exist."""
        return tuple(revive(self.recorder.rows("read_stream", {"stream": stream, "after": after})))

    def read_many(self, streams: Sequence[str]) -> dict[str, tuple[Recorded, ...]]:
        """Many streams in one query; every stream asked for is a key."""
        found: dict[str, list[Recorded]] = {stream: [] for stream in streams}
        for recorded in revive(self.recorder.rows("read_streams", {"streams": list(found)})):
            found[recorded.stream].append(recorded)
        return {stream: tuple(events) for stream, events in found.items()}

    def at(self, positions: Sequence[Position]) -> tuple[Recorded, ...]:
        """The events at these positions, in order; one this release cannot read has envelope.Unreadable for its body."""
        return tuple(revive(self.recorder.rows("read_positions", {"positions": list(positions)}), tolerant=True))

    def versions(self, streams: Sequence[str]) -> dict[str, int]:
        """The present version of each stream asked for; 0 for one that does not exist."""
        return dict.fromkeys(streams, 0) | dict(self.recorder.rows("read_versions", {"streams": list(streams)}))

    def append(
        self,
        writes: Sequence[Write],
        meta: Meta,
        *,
        answer: dict[str, Any] | None = None,
        body_hash: str = "",
        unless: Unless | None = None,
    ) -> Receipt:
        """Record all writes or none.

        Raises StaleVersion (facts: stream, expected, current), IdempotencyKeyReused, RecordingTimeRefused. A key that was used for the same
        body gives the first receipt again. No events and no key: nothing is written.
        """
        versions = new_versions(writes)
        if meta.key is None and not any(write.events for write in writes):
            return Receipt(self.head(), versions, answer or {}, replayed=False)
        receipt = _JSON(versions if meta.key else {}), _JSON(answer or {})
        stored = self._append(command(writes, meta, meta.key or receipt_key(), body_hash, *receipt, unless))
        if stored.stale and not stored.replayed:
            raise StaleVersion(**stored.stale)
        if meta.key is None:  # a replay here is our own call whose reply was lost
            return Receipt(stored.position, versions, answer or {}, replayed=False)
        require_same_command(stored, body_hash, meta.actor)
        return Receipt(stored.position, stored.versions, stored.answer, stored.replayed)

    def _append(self, command: Command) -> Stored:
        return self.recorder.append(command) if self._clock is None else self.recorder.append_told(command, self._clock())

    def receipt(self, key: str, body_hash: str | None = None, actor: str | None = None) -> Receipt | None:
        """What a command with this key got. Raises IdempotencyKeyReused when body_hash or actor is given and is another."""
        rows = self.recorder.rows("receipt", {"key": key})
        if not rows:
            return None
        stored = Stored(*rows[0])
        require_same_command(stored, stored.body_hash if body_hash is None else body_hash, stored.actor if actor is None else actor)
        return Receipt(stored.position, stored.versions, stored.answer, replayed=True)

    def feed(self, after: Position, limit: int, *, tolerant: bool = False) -> tuple[Recorded, ...]:
        """The next events of the whole journal, in order, none skipped: only those below which nothing can still appear.

        An event this release cannot read raises schema.UnknownEvent or PayloadBroken; tolerant: its body is envelope.Unreadable.
        """
        return tuple(revive(self.recorder.rows_in_order("feed", after, limit), tolerant=tolerant))

    def named(self, names: Sequence[str], after: Position, limit: int = 2**31 - 1) -> tuple[Recorded, ...]:
        """The next events of these names after a position, up to the head."""
        given = {"names": list(names), "after": after, "horizon": self.head(), "limit": limit}
        return tuple(revive(self.recorder.rows("named", given)))

    def head(self) -> Position:
        """Position of the last event that `feed` gives now; 0 for an empty journal."""
        return self.recorder.max_notification_id() or 0

    def wait_for(self, after: Position, timeout: float) -> Position:
        """The head as soon as it lies beyond `after`, or after `timeout` seconds whatever it is then."""
        until = time.monotonic() + timeout
        while True:
            count = self.recorder.bell.count()
            head = self.head()
            left = until - time.monotonic()
            if head > after or left <= 0:
                return head
            self.recorder.bell.wait(count, min(left, 0.5))
