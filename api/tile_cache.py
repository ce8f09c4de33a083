"""What maps are made of, in memory up to a limit: tiles that were made already, and layers of which tiles are made.

A key says everything that a thing depends on, the last event on the map among it, so nothing here is ever out of date.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Generic, Protocol, TypeVar

log = logging.getLogger(__name__)

BESIDES = 1_000
"""Bytes that an entry takes besides its tile."""
WORTH = 2
"""A state that was asked about so often will be again. Until then the database answers, which need not read all of it."""
COUNTED = 1_000
T = TypeVar("T")


class TileCache(Generic[T]):
    """limit: bytes; 0 keeps nothing; those unasked for longest go first. Several threads may ask at once."""

    def __init__(self, limit: int) -> None:
        self.limit, self.held = limit, 0
        self._tiles: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._under_way: dict[Hashable, Future[T]] = {}
        self._lock = Lock()

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            return self._found(key)

    def once(self, key: Hashable, make: Callable[[], T], weigh: Callable[[T], int]) -> T:
        """As it is kept, or made now: by the first of those who ask at once; the others wait for it, and get its failure too."""
        with self._lock:
            if (found := self._found(key)) is not None:
                return found
            awaited = self._under_way.get(key)
            mine: Future[T] = awaited or self._under_way.setdefault(key, Future())
        if awaited is not None:
            return awaited.result()
        try:
            made = make()
            self.put(key, made, weigh(made))
            mine.set_result(made)
        except BaseException as failed:
            mine.set_exception(failed)
            raise
        finally:
            with self._lock:
                del self._under_way[key]
        return made

    def _found(self, key: Hashable) -> T | None:
        found = self._tiles.get(key)
        if found is None:
            return None
        self._tiles.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, tile: T, taken: int) -> None:
        """taken: its bytes."""
        with self._lock:
            self._drop(self._tiles.pop(key, None))
            self._tiles[key] = tile, taken
            self.held += taken + BESIDES
            while self.held > self.limit and self._tiles:
                self._drop(self._tiles.popitem(last=False)[1])

    def __len__(self) -> int:
        return len(self._tiles)

    def _drop(self, entry: tuple[T, int] | None) -> None:
        if entry is not None:
            self.held -= entry[1] + BESIDES


class Sized(Protocol):
    @property
    def taken(self) -> int:
        """Bytes of memory."""


L = TypeVar("L", bound=Sized)


class LayerCache:
    """Everything that a map shows in one state. A thread of its own makes one layer after the other, and no caller waits for it: until
    it is there the database answers."""

    def __init__(self, limit: int) -> None:
        self._kept: TileCache[Sized | None] = TileCache(limit)
        self._asked: OrderedDict[Hashable, int] = OrderedDict()
        self._lock = Lock()
        self._maker = ThreadPoolExecutor(1, "layers")

    def get(self, key: Hashable, make: Callable[[], L | None]) -> L | None:
        """None: ask the database. make: None where the layer is none to keep; it is run on another thread."""
        kept = self._kept.get(key)
        if kept is None and self._is_to_be_made(key):
            self._maker.submit(self._make, key, make)
        return kept  # type: ignore[return-value]  # a key names the kind of what is kept under it

    def settle(self) -> None:
        """Return when everything is made that was to be until now."""
        self._maker.submit(len, self._asked).result()

    def _make(self, key: Hashable, make: Callable[[], Sized | None]) -> None:
        try:
            made = make()
        except Exception as failed:  # nobody waits for it, and whoever asks gets the database's answer
            log.warning("layer not made: %s", type(failed).__name__)
            return
        if made is not None and made.taken < self._kept.limit:
            self._kept.put(key, made, made.taken)
            with self._lock:
                self._asked.pop(key, None)

    def __len__(self) -> int:
        return len(self._kept)

    def _is_to_be_made(self, key: Hashable) -> bool:
        """Once, for whoever asks the WORTH-th time; again only after it was kept and had to go."""
        with self._lock:
            asked = self._asked[key] = self._asked.pop(key, 0) + 1
            if len(self._asked) > COUNTED:
                self._asked.popitem(last=False)
            return asked == WORTH and self._kept.limit > 0
