"""What of an account may open a door, as digests that the log of the door carries: its rows are closed in pages, and the pages are signed.

Each act tells the parts that it changes and no other, so that no later one vouches for what was changed past the product before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import class_row

from api.access.statements import sql

PARTS = ("who", "password", "factor", "identities")
_CHANGES: Mapping[str, tuple[str, ...]] = {
    "account_opened": PARTS,
    "account_closed": ("password",),
    "role_changed": ("who",),
    "password_changed": ("password",),
    "password_reset": ("password",),
    "password_set_by_code": ("password",),
    "second_factor_set": ("factor",),
    "second_factor_removed": ("factor",),
    "identity_linked": ("identities",),
    "identity_unlinked": ("identities",),
    "recovery_code_used": ("factor",),
}


class Held(NamedTuple):
    """Parts as they stand, None: there is none; told: of each that was ever told of its digest."""

    account: str
    who: str
    password: str
    factor: str | None
    identities: str | None
    told: dict[str, str]

    def digest(self, part: str) -> str:
        return hashlib.sha256((getattr(self, part) or "").encode()).hexdigest()

    def changed(self) -> list[str]:
        """Parts that are not what was told."""
        return [part for part in PARTS if self.told.get(part, self.digest(part)) != self.digest(part)]

    def untold(self) -> list[str]:
        return [part for part in PARTS if part not in self.told]


def held(connection: psycopg.Connection[Any], account: str | None = None) -> list[Held]:
    """account: that one alone, where there is one of the name."""
    with connection.cursor(row_factory=class_row(Held)) as cursor:
        return cursor.execute(sql("account_parts"), {"account": account}).fetchall()


def changed_by(connection: psycopg.Connection[Any], act: str, account: str) -> dict[str, str]:
    """Digests of what an act changes, after the change and in its transaction; none for an act that changes nothing."""
    parts = _CHANGES.get(act, ())
    return {part: one.digest(part) for one in held(connection, account) for part in parts} if parts else {}
