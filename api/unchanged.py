"""What the database answered, believed for as long as nothing at all was committed in it since.

A call asks who calls with every request, and gets with the answer by which state of the database it was given: since when the server
runs, and its snapshot. What was read in that state or after it is still what the database would say where a later call meets the same
state: whoever committed anything in between, in whatever program, made it another one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 5_000
"""Answers: those unasked for longest are forgotten first."""


@dataclass(frozen=True)
class Answer:
    """since, until: the moments for which it is true, `until` no more; None: no end."""

    told: Any
    since: datetime | None = None
    until: datetime | None = None

    def is_of(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


class Unchanged:
    """Several threads may ask at once."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[str, Answer]] = OrderedDict()
        self._lock = Lock()

    def get(self, state: str | None, key: Hashable, at: datetime, ask: Callable[[], Answer]) -> Any:
        """state: that in which the call met the database, before this; None: not known, so that it is asked. Whatever `ask` raises is
        kept of nothing."""
        if state is None:
            return ask().told
        with self._lock:
            met, kept = self._kept.get(key, ("", None))
            if kept is not None and met == state and kept.is_of(at):
                self._kept.move_to_end(key)
                return kept.told
        answer = ask()
        with self._lock:
            self._kept[key] = state, answer
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return answer.told

    def __len__(self) -> int:
        return len(self._kept)
