"""Keys that are lost for good: which they are, and how an installation goes on without them.

What they sealed stays in the journal as it was signed, and opens no more; whoever is told of gets another key for what comes; people are
found again by what is sealed from then on.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.settings import Settings
from api.vault.keyring import KEY_BYTES, Keys, at_hand, fingerprint
from api.vault.opening import keys_of
from api.vault.sealing import wrap
from api.vault.vault import known_keys, statement


@dataclass(frozen=True)
class Loss:
    """epochs: known to the database, not destroyed, and not at hand. files: living keys that they wrap. newest: that was ever begun."""

    epochs: tuple[int, ...]
    indexes: bool
    files: int
    newest: int


def found(connection: psycopg.Connection[Any], settings: Settings) -> Loss:
    """connection: of the vault's role. No key is made, none is opened."""
    held, has_blind = _held(settings, known_keys(connection).get(0))
    rows = connection.execute(statement("epochs")).fetchall()
    lost = {epoch: keys for epoch, _, _, destroyed_at, _, keys in rows if (destroyed_at is None or keys) and epoch not in held}
    is_new = not rows
    return Loss(tuple(sorted(lost)), not has_blind and not is_new, sum(lost.values()), max([row[0] for row in rows] + held, default=0))


def _held(settings: Settings, blind: str | None) -> tuple[list[int], bool]:
    """Epochs at hand, and whether the indexes' secret is; one that the database does not know is another."""
    loaded = settings.credentials_directory
    in_files = loaded if loaded is not None and any(loaded.glob("kek-*")) else settings.keys_folder
    if settings.keks is None and not all(at_hand(in_files)):
        return at_hand(in_files)
    keys = keys_of(settings, may_begin=False)
    return keys.epochs(), blind in (None, fingerprint(keys.blind))


def new_keys(settings: Settings, loss: Loss) -> Keys:
    """Beyond all that were ever begun, where what is at hand is older. Raises KeyringRefused where keys come from elsewhere."""
    keys = keys_of(settings, first=loss.newest + 1)
    if keys.epoch <= max(loss.epochs, default=0):
        keys.rotate(above=loss.newest)
    return keys


def go_on(connection: psycopg.Connection[Any], keys: Keys, loss: Loss, by: str) -> None:
    """A new key for everybody whose key was lost, all of it or nothing."""
    with connection.transaction():
        kept = [subject for (subject,) in connection.execute(statement("lost_keep"), {"epochs": list(loss.epochs)}).fetchall()]
        connection.execute(statement("epoch_begin"), {"epoch": keys.epoch, "by": by, "at": None})
        _replace(connection, keys, kept)
        for epoch in loss.epochs:
            connection.execute(statement("epoch_destroy"), {"epoch": epoch, "by": by})
        if loss.indexes:
            connection.execute(statement("blind_lost"))


def _replace(connection: psycopg.Connection[Any], keys: Keys, subjects: Sequence[str], batch: int = 5000) -> None:
    kek: AESGCM = keys.kek(keys.epoch)
    for at in range(0, len(subjects), batch):
        made = {subject: secrets.token_bytes(KEY_BYTES) for subject in subjects[at : at + batch]}
        row = {
            "subjects": list(made),
            "epoch": keys.epoch,
            "wrapped": [wrap(kek, subject, key) for subject, key in made.items()],
            "fingerprints": [hashlib.sha256(key).hexdigest()[:16] for key in made.values()],
        }
        connection.execute(statement("lost_replace"), row)
