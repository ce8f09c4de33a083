"""Streams that every other question folds again, as they were read: history never changes, so only what came since is read anew."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from domain.journal import Journal, Recorded

S = TypeVar("S")
Told = tuple[Recorded, ...]
MOST = 50_000
"""Events, some hundred bytes each: the streams unasked for longest are forgotten first."""


class Remembered:
    """Each question asks the journal, so that what was recorded a moment ago counts, unless it comes from a call that met the database in
    the very state (`api.unchanged`) in which it was asked last; where the last event known is not there as it
    was, the journal is another one (a backup came back) and all is read. Several threads may ask at once."""

    def __init__(self, journal: Journal, most: int = MOST) -> None:
        self._journal, self._most = journal, most
        self._kept: OrderedDict[tuple[str, Callable[..., Any]], tuple[Told, Any, str | None]] = OrderedDict()
        self._held = 0
        self._lock = Lock()

    def read(self, stream: str, fold: Callable[[Told], S], state: str | None = None) -> tuple[Told, S]:
        """All that is recorded in the stream, and the state it folds to: shared, so nobody changes it. fold: a function of a module, for it
        names what is kept."""
        key = stream, fold
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and state is not None and kept[2] == state:
                self._kept.move_to_end(key)
                return kept[:2]
        found = self._anew(stream, kept[0] if kept else ())
        folded = fold(found) if kept is None or found is not kept[0] else kept[1]
        self._keep(key, (found, folded, state))
        return found, folded

    def _anew(self, stream: str, known: Told) -> Told:
        """known, the same one, where nothing came since."""
        if not known:
            return self._journal.read(stream)
        last, *since = self._journal.read(stream, known[-1].version - 1) or (None,)
        if last != known[-1]:
            return self._journal.read(stream)
        return (*known, *since) if since else known

    def _keep(self, key: tuple[str, Callable[..., Any]], kept: tuple[Told, Any, str | None]) -> None:
        with self._lock:
            before = self._kept.pop(key, None)
            self._kept[key] = kept
            self._held += len(kept[0]) - (len(before[0]) if before else 0)
            while self._held > self._most and len(self._kept) > 1:
                self._held -= len(self._kept.popitem(last=False)[1][0])

    def __len__(self) -> int:
        return self._held
