"""The ages of the key epochs: a new one in time, the old ones destroyed once no backup that is kept needs them."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

from api.commands.erasing import carry_out
from api.context import Office
from api.vault import KeyringRefused


def turn(office: Office, by: str) -> dict[str, Any]:
    """Carry out what is due on the keys. Keys that this program may not change are left, and the answer says so."""
    carry_out(office)
    try:
        begun = _rotated(office, by)
        return {"begun": begun, "rewrapped": office.vault.rewrap(), "destroyed": _destroyed(office, by)}
    except KeyringRefused:
        return {"begun": None, "rewrapped": office.vault.rewrap(), "destroyed": []}


def _rotated(office: Office, by: str) -> int | None:
    begun_at = max(row["begun_at"] for row in office.vault.epochs() if row["begun_at"] is not None)
    is_due = office.clock() - begun_at >= timedelta(days=office.settings.kek_days)
    return office.vault.begin_epoch(by, office.clock()) if is_due else None


def _destroyed(office: Office, by: str) -> list[int]:
    """An epoch is over when the next begins; from then on no new backup needs it."""
    epochs = [row for row in office.vault.epochs() if row["begun_at"] is not None or row["at_hand"]]
    before = office.clock() - timedelta(days=office.settings.backups_days)
    over = [
        one["epoch"]
        for one, following in pairwise(epochs)
        if one["at_hand"] and not one["keys"] and following["begun_at"] is not None and following["begun_at"] <= before
    ]
    for epoch in over:
        office.vault.destroy_epoch(epoch, by)
    return over
