"""Wakes whoever waits for the journal to grow: within the process at once, in other processes through the database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable


class Bell:
    """Rings are sent after the append, one for many appends, from a thread of its own: sent inside, writers would queue at their commit.

    send: tells other processes; a ring that fails is dropped, for readers wake by themselves too. listen: yields once for every ring
    heard from outside, and once in a while without one; when it breaks it is called again.
    """

    def __init__(self, send: Callable[[], None], listen: Callable[[], Iterable[bool]], broken: tuple[type[Exception], ...]) -> None:
        self._send, self._listen, self._broken = send, listen, broken
        self._rung = threading.Event()
        self._heard = threading.Condition()
        self._count = 0
        self._closing = threading.Event()
        self._threads: dict[str, threading.Thread] = {}

    def ring(self) -> None:
        self._hear()
        self._start("ring", self._pass_on)
        self._rung.set()

    def count(self) -> int:
        """Take it before looking at the journal and give it to `wait`: no ring between the two is lost."""
        self._start("listen", self._keep_listening)
        return self._count

    def wait(self, count: int, timeout: float) -> None:
        """Until it rang since `count` was taken, or for `timeout` seconds."""
        with self._heard:
            self._heard.wait_for(lambda: self._count != count or self._closing.is_set(), timeout)

    def close(self) -> None:
        self._closing.set()
        self._rung.set()
        self._hear()
        for thread in self._threads.values():
            thread.join(timeout=2)

    def _hear(self) -> None:
        with self._heard:
            self._count += 1
            self._heard.notify_all()

    def _start(self, name: str, loop: Callable[[], None]) -> None:
        if name in self._threads or self._closing.is_set():
            return
        with self._heard:
            if name not in self._threads:
                self._threads[name] = threading.Thread(target=loop, name=f"journal-{name}", daemon=True)
                self._threads[name].start()

    def _pass_on(self) -> None:
        while not self._closing.is_set():
            self._rung.wait()
            self._rung.clear()
            self._unless_broken(self._send)
            self._closing.wait(0.005)  # what rings meanwhile shares the next one

    def _keep_listening(self) -> None:
        while not self._closing.is_set():
            if not self._unless_broken(self._hear_from_outside):
                self._closing.wait(0.5)

    def _hear_from_outside(self) -> None:
        for rang in self._listen():
            if self._closing.is_set():
                return
            if rang:
                self._hear()

    def _unless_broken(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except self._broken:
            return False
        return True
