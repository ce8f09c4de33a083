"""The vault's keys against the journal: every block that was ever sealed has its key, unless an erasure that stands there took it.

Who owns the database can destroy a key, exchange two, or put one back that was destroyed; the journal still says which there must be.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import psycopg
from psycopg import IsolationLevel

from api.vault.keyring import Keys
from api.vault.refusals import KeyUnavailable, SealBroken
from api.vault.sealing import unwrap
from api.vault.vault import statement
from domain import personal_record, schema

GONE, ERASED, OTHER, BACK, BROKEN = "vault.key_gone", "vault.erased_unsaid", "vault.other_key", "vault.key_back", "vault.key_exchanged"
"""Codes of texts."""
_BLOCK = re.compile(rb'"box":"[^"]*","key":"([0-9a-f]{16})","subject":"([^"]+)"|sealed:([^:"]+):([0-9a-f]{16}):')
"""As schema.dump writes a Sealed, and as values.sealed_words does."""
Known = Mapping[str, "Key"]


class Key(NamedTuple):
    """wrapped: None once it is destroyed."""

    epoch: int
    wrapped: bytes | None
    fingerprint: str


@dataclass
class Held:
    """wrong: of each code the subjects it is true of, with the position that shows it (None: none does). unopened: keys that no key at
    hand unwraps."""

    keys: int = 0
    unopened: int = 0
    wrong: dict[str, dict[str, int | None]] = field(default_factory=dict)

    def add(self, code: str, subject: str, position: int | None) -> None:
        self.wrong.setdefault(code, {}).setdefault(subject, position)


def held(vault: psycopg.Connection[Any], journal: psycopg.Connection[Any], keys: Keys | None) -> Held:
    """vault: of the vault's role, nothing asked on it yet. journal: of the service's role. keys: None where they are not at hand.

    A key is made before its first block is recorded and destroyed after its erasure is, so the journal's end is looked up first, the
    erasures last.
    """
    vault.isolation_level = IsolationLevel.REPEATABLE_READ
    (end,) = journal.execute("select journal.horizon()").fetchone() or (0,)
    with vault.transaction():
        known = {subject: Key(*row) for subject, *row in vault.execute(statement("keys_all"), binary=True)}
        lost = set(vault.execute(statement("lost_all")).fetchall())
        (carried_out,) = vault.execute(statement("carried_out")).fetchone() or (0,)
    told = Held(keys=sum(key.wrapped is not None for key in known.values()))
    blocks = list(_blocks(journal, end))
    erased = _erased(journal, end=None)
    for subject, fingerprint, position in blocks:
        if code := _wrong(known.get(subject), fingerprint, is_erased=subject in erased, is_lost=(subject, fingerprint) in lost):
            told.add(code, subject, position)
    for subject, position in _erased(journal, end=carried_out).items():
        if subject in known and known[subject].wrapped is not None:
            told.add(BACK, subject, position)
    if keys is not None:
        _unwrap(known, keys, told)
    return told


def _wrong(key: Key | None, fingerprint: str, *, is_erased: bool, is_lost: bool) -> str | None:
    if key is None:
        return GONE
    if key.wrapped is None:
        return None if is_erased else ERASED
    return None if key.fingerprint == fingerprint or is_lost else OTHER


def _blocks(journal: psycopg.Connection[Any], end: int) -> Iterator[tuple[str, str, int]]:
    """Subject and key of every block that was sealed, where it stands first."""
    seen: set[tuple[str, str]] = set()
    with journal.transaction(), journal.cursor("sealed_blocks") as cursor:
        cursor.execute(statement("sealed_blocks"), {"position": end})
        for position, payload, reason in cursor:
            for found in _BLOCK.finditer(payload + b"\n" + reason.encode()):
                one = ((found[2] or found[3]).decode(), (found[1] or found[4]).decode())
                if one not in seen:
                    seen.add(one)
                    yield *one, position


def _erased(journal: psycopg.Connection[Any], end: int | None) -> dict[str, int]:
    """By subject, with the position that says so. end: those that were carried out up to it; None: all that are recorded."""
    asked = {"name": schema.name_of(personal_record.Erased), "carried_out": 2**63 - 1 if end is None else end}
    told: dict[str, int] = {}
    for position, version, payload in journal.execute(statement("erasures"), asked):
        event = schema.load(schema.name_of(personal_record.Erased), version, payload)
        assert isinstance(event, personal_record.Erased)
        told |= {key.subject: position for key in event.keys}
    return told


def _unwrap(known: Known, keys: Keys, told: Held) -> None:
    """Each living key is the one whose fingerprint stands beside it, wrapped for this subject and no other."""
    for subject, (epoch, wrapped, fingerprint) in known.items():
        if wrapped is None:
            continue
        try:
            key = unwrap(keys.kek(epoch), subject, wrapped)
        except KeyUnavailable:
            told.unopened += 1
            continue
        except SealBroken:
            key = b""
        if hashlib.sha256(key).hexdigest()[:16] != fingerprint:
            told.add(BROKEN, subject, None)
