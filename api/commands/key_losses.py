"""Goes on without keys that are lost for good. It opens no installation: one whose keys are lost does not start."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import psycopg

from api import migrate
from api.context import Actor, random_key
from api.settings import Settings
from api.vault import loss
from domain import key_loss
from domain.errors import Refused
from domain.journal import Journal, Meta, Write
from domain.required import require_reason


class LossUndecided(Refused):
    """What would be given up, before it is. Facts: epochs, files, indexes."""

    code = "keys.loss_undecided"


def acknowledge(settings: Settings, actor: Actor, document: str, reason: str, *, decided: bool) -> dict[str, Any]:
    """Recorded first, then carried out: what is cut off in between is done by saying it again.

    Raises NoKeysLost, LossUndecided, DocumentMissing, ReasonMissing, KeyringRefused.
    """
    require_reason(reason)
    databases = migrate.prepare(settings)
    with psycopg.connect(databases.keys, autocommit=True) as connection:
        lost = loss.found(connection, settings)
        events = key_loss.acknowledge(lost.epochs, indexes=lost.indexes, files=lost.files, document=document, by=actor.account)
        told = {"epochs": list(lost.epochs), "files": lost.files, "indexes": lost.indexes}
        if not decided:
            raise LossUndecided(**told)
        keys = loss.new_keys(settings, lost)
        with closing(Journal(databases.app)) as journal:
            version = journal.versions([key_loss.LOSSES])[key_loss.LOSSES]
            meta = Meta(
                actor=actor.account,
                role=actor.role,
                effective_at=datetime.now(UTC),
                policy=None,
                correlation=random_key(),
                reason=reason,
                document=document,
            )
            position = journal.append([Write(key_loss.LOSSES, version, events)], meta).position
        loss.go_on(connection, keys, lost, actor.account)
    return told | {"position": position}
