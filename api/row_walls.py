"""Sessions of PostgreSQL that show one person's rows alone: the second wall, behind the one that `api.scope` is.

What a person may see is written into a table as a scope with a random name; a session that reads for the person carries the name, and
the policies of the tables (projections.walls) look there what is shown, and until when. A scope serves whoever may see the same for some
minutes, so that a question costs one round trip more and no write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Any

from psycopg import Connection

from api.access.statements import sql
from api.databases import Pool

LIFE = timedelta(minutes=10)
FRESH = LIFE / 2
"""So long a scope is entered anew: whoever enters it last has as much time again."""
STEP = timedelta(seconds=2)
"""A clock that ran differently from this program's by so much was set: what was opened before says another time."""


@dataclass(frozen=True)
class Shown:
    """What a session shows. grids: None for all of the communities. warden: whose service record is shown beside the grids."""

    communities: frozenset[str]
    grids: frozenset[str] | None = None
    warden: str | None = None


Untils = Mapping[str, datetime | None]
"""When each grid leaves the person's sight; None: not known."""


@dataclass(frozen=True)
class _Opened:
    scope: str
    at: datetime
    ticked: float
    until: datetime

    def serves(self, now: datetime) -> bool:
        passed = timedelta(seconds=monotonic() - self.ticked)
        return passed < FRESH and now < self.until and abs(now - self.at - passed) < STEP


class RowWalls:
    """Safe to share between threads. writing: may open scopes and cannot read rows; the others may read rows and cannot open scopes."""

    def __init__(self, writing: Pool, community: Pool, warden: Pool, new_key: Callable[[], str]) -> None:
        self._writing, self._community, self._warden, self._new_key = writing, community, warden, new_key
        self._opened: dict[Shown, _Opened] = {}
        self._lock = Lock()

    def close(self) -> None:
        self._community.close()
        self._warden.close()

    @contextmanager
    def within(self, shown: Shown, now: datetime, untils: Callable[[], Untils]) -> Iterator[Connection[Any]]:
        """A read-only connection that sees what is shown at `now`, and nothing else. untils: asked where a scope has to be opened."""
        with (self._community if shown.grids is None else self._warden).connection() as connection:
            scope = self._scope(shown, now, untils)
            if not _enter(connection, scope):  # the database was restored, or made anew
                self._forget(shown)
                _enter(connection, self._scope(shown, now, untils))
            yield connection

    def _scope(self, shown: Shown, now: datetime, untils: Callable[[], Untils]) -> str:
        with self._lock:
            known = self._opened.get(shown)
        if known is None or not known.serves(now):
            known = self._open(shown, now, untils())
            with self._lock:
                self._opened = {key: one for key, one in self._opened.items() if one.serves(now)} | {shown: known}
        return known.scope

    def _open(self, shown: Shown, now: datetime, untils: Untils) -> _Opened:
        scope, ticked = self._new_key(), monotonic()
        given = {
            "scope": scope,
            "communities": sorted(shown.communities),
            "is_whole": shown.grids is None,
            "shown_at": now,
            "grids": list(untils),
            "untils": list(untils.values()),
            "life": LIFE,
        }
        with self._writing.connection() as connection:
            connection.execute(sql("scope_open"), given)
            if shown.warden is not None:
                connection.execute(sql("scope_record"), {"scope": scope, "warden": shown.warden})
        return _Opened(scope, now, ticked, min((until for until in untils.values() if until is not None), default=now + LIFE))

    def _forget(self, shown: Shown) -> None:
        with self._lock:
            self._opened.pop(shown, None)


def _enter(connection: Connection[Any], scope: str) -> bool:
    return connection.execute("select accounts.enter_scope(%s)", (scope,)).fetchone() == (True,)
