"""The journal as it stood at a moment: only what had been recorded by then. Streams are read once, whatever moments are asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from api import shown_events
from api.commands.evidence import facts
from api.context import Ctx
from domain.in_time import Fact
from domain.journal import Recorded
from domain.schema import Event


@dataclass
class Reading:
    """read: every stream that was looked at, whole."""

    ctx: Ctx
    read: dict[str, tuple[Recorded, ...]] = field(default_factory=dict)

    def stream(self, name: str) -> tuple[Recorded, ...]:
        if name not in self.read:
            self.read[name] = shown_events.stream(self.ctx, name, whole=True)
        return self.read[name]

    def told_after(self, known_at: datetime, as_of: datetime) -> Iterable[Recorded]:
        """Of all that was looked at, what was recorded after a moment about a day not later than `as_of`; in the order of the journal."""
        found = (one for stream in self.read.values() for one in stream)
        late = [one for one in found if one.recorded_at > known_at and one.meta.effective_at <= as_of]
        return sorted(late, key=lambda one: one.position)


@dataclass(frozen=True)
class Known:
    """What had been recorded by `at`."""

    reading: Reading
    at: datetime

    def told(self, stream: str) -> list[Recorded]:
        return [one for one in self.reading.stream(stream) if one.recorded_at <= self.at]

    def facts(self, stream: str) -> list[Fact]:
        return facts(self.told(stream))

    def bodies(self, stream: str) -> list[Event]:
        return [one.body for one in self.told(stream)]

    def last(self, streams: Collection[str], kind: type[Event]) -> list[Recorded]:
        """Of each stream the last event of a kind."""
        last = (next((one for one in reversed(self.told(stream)) if isinstance(one.body, kind)), None) for stream in streams)
        return [one for one in last if one is not None]
