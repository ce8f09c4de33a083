"""A thread that does one thing for ever and is started again after any failure."""

from __future__ import annotations

import logging
import threading
from typing import Self

log = logging.getLogger(__name__)
LONGEST_PAUSE_S = 10.0


class Supervised:
    """Subclasses say in `_keep_up` what is done until `_stopping` is set.

    failures: how often in a row it had to start again, later each time; who keeps up sets it to 0.
    """

    def __init__(self, name: str) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.failures = 0

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self, timeout: float = 8.0) -> None:
        """Waits for what is being done."""
        self._stopping.set()
        self._thread.join(timeout)

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._keep_up()
            except Exception:
                self.failures += 1
                log.exception("%s stopped, starting again failures=%d", self._thread.name, self.failures)
                self._stopping.wait(min(0.1 * 2 ** min(self.failures, 10), LONGEST_PAUSE_S))

    def _keep_up(self) -> None:
        raise NotImplementedError
