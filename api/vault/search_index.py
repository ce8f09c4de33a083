"""The search index in the vault: HMAC of tokens, which the secret beside the keys alone makes anew; rows leave with the subject's key.

Whoever has the database and not the secret sees how often a token occurs, never which it is.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import psycopg

from domain.sql_files import statement_in

MAC_BYTES = 16
Connecting = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]


def _sql(name: str) -> str:
    return statement_in("api.vault", name)


class SearchIndex:
    def __init__(self, connecting: Connecting, secret: bytes) -> None:
        self._connecting, self._secret = connecting, secret

    def reached(self) -> int:
        """Position in the journal up to which the index knows everybody."""
        with self._connecting() as connection:
            return connection.execute(_sql("search_reached")).fetchone()[0]

    def put(self, tokens: Mapping[tuple[str, str], Collection[tuple[str, str]]], position: int) -> None:
        """tokens: by (community, subject), (kind, text); in place of what a subject had. Those whose keys are gone are passed over."""
        rows = [
            (community, kind, self._mac(community, kind, text), subject)
            for (community, subject), found in tokens.items()
            for kind, text in sorted(found)
        ]
        subjects = sorted({subject for _, subject in tokens})
        communities, kinds, macs, owners = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [], [])
        given = {"communities": communities, "kinds": kinds, "macs": macs, "subjects": owners, "living": subjects}
        with self._connecting() as connection, connection.transaction():
            connection.execute(_sql("search_forget"), {"subjects": subjects})
            connection.execute(_sql("search_put"), given)
            connection.execute(_sql("search_reach"), {"position": position})

    def find(
        self, communities: Sequence[str], tokens: Collection[tuple[str, str]], limit: int, within: psycopg.Connection[Any] | None = None
    ) -> list[str]:
        """Subjects that have all of the tokens, by id. within: a session opened for one person; of the index it is shown its residents."""
        wanted = [(kind, self._mac(one, kind, text)) for one in communities for kind, text in tokens]
        given = {"communities": list(communities), "kinds": [kind for kind, _ in wanted], "macs": [mac for _, mac in wanted]}
        given |= {"wanted": len(tokens), "limit": limit}
        if within is not None:
            return [subject for (subject,) in within.execute(_sql("search_shown"), given).fetchall()]
        with self._connecting() as connection:
            rows = connection.execute(_sql("search_find"), given).fetchall()
        return [subject for (subject,) in rows]

    def _mac(self, community: str, kind: str, text: str) -> bytes:
        return hmac.digest(self._secret, f"search\0{community}\0{kind}\0{text}".encode(), "sha256")[:MAC_BYTES]
