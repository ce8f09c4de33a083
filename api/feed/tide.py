"""Wakes whoever waits for the feed to go on: one thread looks for all of them, and a waiter costs neither a thread nor a connection."""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import suppress
from time import monotonic

from api.context import Office
from domain.journal import Position
from projections import trail
from projections.runner import ProjectionBehind

log = logging.getLogger(__name__)
LOOK_S = 2.0
TRY_AGAIN_S = 1.0
Waiter = tuple[asyncio.AbstractEventLoop, asyncio.Event]


class Tide:
    """Of one server. The thread starts with the first waiter."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._waiting: set[Waiter] = set()
        self._wanted, self._lock = threading.Event(), threading.Lock()
        self._reached: Position = 0
        self._thread: threading.Thread | None = None
        self.is_over = False

    async def beyond(self, position: Position, timeout_s: float) -> bool:
        """Whether the feed goes further than `position`: at once, or within the time. False as soon as the server stops."""
        until = monotonic() + timeout_s
        while not self.is_over:
            waiter = (asyncio.get_running_loop(), asyncio.Event())
            self._enter(waiter)
            try:
                if self._reached > position:
                    return True
                left = until - monotonic()
                if left <= 0:
                    return False
                with suppress(TimeoutError):
                    await asyncio.wait_for(waiter[1].wait(), left)
            finally:
                self._leave(waiter)
        return False

    def stop(self) -> None:
        """Everybody who waits is told so."""
        self.is_over = True
        self._wanted.set()
        self._wake()
        if self._thread is not None:
            self._thread.join(timeout=2 * LOOK_S)

    def _enter(self, waiter: Waiter) -> None:
        with self._lock:
            self._waiting.add(waiter)
            self._wanted.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._look_on, name="feed-tide", daemon=True)
                self._thread.start()

    def _leave(self, waiter: Waiter) -> None:
        with self._lock:
            self._waiting.discard(waiter)

    def _look_on(self) -> None:
        while not self.is_over:
            self._wanted.wait()
            try:
                self._look()
            except Exception:  # a database that is away comes back
                log.warning("the feed's tide could not be read", exc_info=True)
                threading.Event().wait(TRY_AGAIN_S)
            with self._lock:
                if not self._waiting and not self.is_over:
                    self._wanted.clear()

    def _look(self) -> None:
        """Up to LOOK_S, until the journal grows; then as far as the trail has come."""
        head = self._office.journal.wait_for(self._reached, LOOK_S)
        if head <= self._reached:
            return
        with suppress(ProjectionBehind):
            self._office.freshen(trail.NAME, position=head)
            self._reached = head
            self._wake()

    def _wake(self) -> None:
        with self._lock:
            for loop, event in self._waiting:
                with suppress(RuntimeError):  # its loop has ended
                    loop.call_soon_threadsafe(event.set)
