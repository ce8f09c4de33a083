"""Keeps the notary at work: a turn a second, in a thread that starts again after any failure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from api.notary.folder import Folder, NotaryFolderBroken
from api.notary.notary import JournalBent, Notary, NotaryElsewhere
from projections.supervised import Supervised

TURN_S, ALARMED_S = 1.0, 60.0
"""Between two turns; and where something is wrong, since everything is then read again."""


class NotaryWorker(Supervised):
    """Stands by where another program is the notary, and takes over when that one ends."""

    def __init__(self, dsn: str, folder: Folder, clock: Callable[[], datetime]) -> None:
        super().__init__("notary")
        self._notary = lambda: Notary(dsn, folder, clock)

    def _keep_up(self) -> None:
        with self._notary() as notary:
            while not self._stopping.is_set():
                self._stopping.wait(TURN_S if self._has_turned(notary) else ALARMED_S)
                self.failures = 0

    def _has_turned(self, notary: Notary) -> bool:
        try:
            notary.turn()
        except NotaryElsewhere:
            return True
        except (JournalBent, NotaryFolderBroken):
            return False
        return True
