"""Tiles that were made already, in memory up to a limit: those unasked for longest go first.

A key says everything that a tile depends on, the last event on the map among it, so nothing here is ever out of date.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

BESIDES = 1_000
"""Bytes that an entry takes besides its tile."""


class TileCache:
    """limit: bytes; 0 keeps nothing. Several threads may ask at once."""

    def __init__(self, limit: int) -> None:
        self.limit, self.held = limit, 0
        self._tiles: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> bytes | None:
        with self._lock:
            found = self._tiles.get(key)
            if found is not None:
                self._tiles.move_to_end(key)
            return found

    def put(self, key: Hashable, tile: bytes) -> None:
        with self._lock:
            self._drop(self._tiles.pop(key, None))
            self._tiles[key] = tile
            self.held += len(tile) + BESIDES
            while self.held > self.limit and self._tiles:
                self._drop(self._tiles.popitem(last=False)[1])

    def __len__(self) -> int:
        return len(self._tiles)

    def _drop(self, tile: bytes | None) -> None:
        if tile is not None:
            self.held -= len(tile) + BESIDES
