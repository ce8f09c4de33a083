"""Keeps the notary at work: a turn a second, in a thread that starts again after any failure."""

from __future__ import annotations

from api.context import Office
from api.notary.folder import Folder, NotaryFolderBroken
from api.notary.notary import JournalBent, Notary, NotaryElsewhere
from projections.supervised import Supervised

TURN_S, ALARMED_S = 1.0, 60.0
"""Between two turns; and where something is wrong, since everything is then read again."""


class NotaryWorker(Supervised):
    """Stands by where another program is the notary, and takes over when that one ends."""

    def __init__(self, office: Office, turn_s: float = TURN_S) -> None:
        super().__init__("notary")
        self._office, self._turn_s = office, turn_s

    def _keep_up(self) -> None:
        with Notary(self._office.databases.notary, Folder(self._office.settings.notary_home), self._office.clock) as notary:
            while not self._stopping.is_set():
                self._stopping.wait(self._turn_s if self._has_turned(notary) else ALARMED_S)
                self.failures = 0

    def _has_turned(self, notary: Notary) -> bool:
        try:
            notary.turn()
        except NotaryElsewhere:
            return True
        except (JournalBent, NotaryFolderBroken):
            return False
        return True
