"""The notary at work: read in commit order, read again, compare, sign, keep, publish.

It signs nothing but what extends its own last head, and nothing at all while the journal is not what it signed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any, Self

import psycopg

from api.notary import note, tables
from api.notary.comparing import Difference, first_difference
from api.notary.folder import Alarm, Folder, Head, Leaf, NotaryFolderBroken
from api.notary.rows import horizon, stored
from domain.errors import Refused
from domain.proof import Frontier, leaf

log = logging.getLogger(__name__)
AT_ONCE = 1000
"""Events under one checkpoint; and how many of the older ones a turn reads again."""


class JournalBent(Refused):
    """The journal no longer holds what was signed; nothing is signed until it does. Facts: what (a text's code), position."""

    code = "notary.journal_bent"


class NotaryElsewhere(Refused):
    """Another program is this folder's notary."""

    code = "notary.elsewhere"


@dataclass(frozen=True)
class Turn:
    """signed: events that came under a checkpoint now. looked: older ones read again."""

    signed: int
    looked: int


class Notary:
    """Of one journal and one folder, alone from the first turn to the end of the `with`. dsn: of the notary's role."""

    def __init__(self, dsn: str, folder: Folder, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._dsn, self._folder, self._clock = dsn, folder, clock
        self._lock: IO[str] | None = None
        self._connection: psycopg.Connection[Any] | None = None
        self._head: Head | None = None
        self._looked_to = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self._connection, self._lock):
            if one is not None:
                one.close()

    def turn(self) -> Turn:
        """Sign what came, look at some of what was: at all of it the first time, and as long as something is wrong.

        Raises JournalBent and NotaryFolderBroken, which stand as an alarm until a turn finds nothing; NotaryElsewhere; psycopg.Error.
        """
        try:
            self._begin()
            done = self._turn(self._connected())
        except JournalBent as bent:
            self._ring(bent.facts["what"], bent.facts["position"])
            raise
        except NotaryFolderBroken as broken:
            self._ring(broken.code, None)
            raise
        self._folder.ring(None)
        return done

    def publish_anew(self) -> None:
        """The tables again from the folder. Raises as `turn`."""
        self._begin()
        tables.clear(self._connected())
        tables.publish(self._connected(), self._folder, self._head)

    def _begin(self) -> None:
        """The head as the last notary left it, with its leaves counted again."""
        if self._lock is not None:
            return
        self.make()
        lock = self._folder.lock()
        if lock is None:
            raise NotaryElsewhere()
        try:
            head = self._folder.head()
            self._folder.settle(head)
            _require_leaves(self._folder, head)
            self._require_newest(head)
        except NotaryFolderBroken:
            lock.close()
            raise
        self._lock, self._head = lock, head

    def make(self, name: str | None = None) -> None:
        """A first log, where there is none. name: for ever; drawn when none is given.

        Raises NotaryFolderBroken where one was published already: its folder is gone, and another key must not take its place unsaid.
        """
        if self._folder.exists:
            return
        if tables.published(self._connected()):
            raise NotaryFolderBroken(part="log.key")
        self._folder.make(name)

    def _require_newest(self, head: Head | None) -> None:
        """A folder put back from an old copy goes on where it comes to the head its key published since. Raises NotaryFolderBroken."""
        published = tables.newest(self._connected(), self._folder.public)
        frontier = head.frontier.copy() if head else Frontier()
        if published is None or published[0].size <= frontier.size:
            return
        for row in stored(self._connected(), head.position if head else 0, published[1]):
            frontier.append(leaf(row))
        if (frontier.size, frontier.root()) != (published[0].size, published[0].root):
            raise NotaryFolderBroken(part="head.json")

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._dsn, autocommit=True)
        return self._connection

    def _turn(self, connection: psycopg.Connection[Any]) -> Turn:
        looked = self._look_again(connection)
        reached, signed = horizon(connection), 0
        while came := self._extend(connection, reached):
            signed += came
            tables.publish(connection, self._folder, self._head)
        tables.publish(connection, self._folder, self._head)
        return Turn(signed, looked)

    def _look_again(self, connection: psycopg.Connection[Any]) -> int:
        """The newest that was signed, and the next stretch of the older ones."""
        if self._head is None:
            return 0
        size = self._head.size
        everything = self._looked_to == 0 or self._folder.alarm() is not None
        start = 0 if everything or self._looked_to >= size else self._looked_to
        end = size if everything else min(start + AT_ONCE, size)
        require_same(connection, self._folder, size - 1, size)
        require_same(connection, self._folder, start, end)
        self._looked_to = end
        return end - start

    def _extend(self, connection: psycopg.Connection[Any], reached: int) -> int:
        """The next events up to a position under a checkpoint: how many."""
        head = self._head
        after = head.position if head else 0
        came = [Leaf(row.position, leaf(row)) for row in stored(connection, after, reached, AT_ONCE)]
        if not came:
            return 0
        again = first_difference(came, stored(connection, after, came[-1].position))
        if again is not None:  # a bit that fell between reading and signing would be signed for ever
            raise _bent(again)
        frontier = head.frontier.copy() if head else Frontier()
        for one in came:
            frontier.append(one.hash)
        extended = Head(came[-1].position, frontier, note.sign(self._folder.signer, frontier.size, frontier.root()))
        self._folder.keep(extended, came)
        self._head = extended
        return len(came)

    def _ring(self, code: str, position: int | None) -> None:
        log.error("the notary does not sign code=%s position=%s", code, position)
        self._folder.ring(Alarm(code, position, self._clock().isoformat()))


def require_same(connection: psycopg.Connection[Any], folder: Folder, start: int, end: int) -> None:
    """The leaves from `start` to `end` against the journal. Raises JournalBent."""
    after = _position(folder, start - 1) if start else 0
    different = first_difference(folder.leaves(start, end), stored(connection, after, _position(folder, end - 1)))
    if different is not None:
        raise _bent(different)


def _position(folder: Folder, index: int) -> int:
    return next(folder.leaves(index, index + 1)).position


def _require_leaves(folder: Folder, head: Head | None) -> None:
    frontier = Frontier()
    for one in folder.leaves():
        frontier.append(one.hash)
    if frontier.roots != (head.frontier.roots if head else []):
        raise NotaryFolderBroken(part="leaves")


def _bent(different: Difference) -> JournalBent:
    return JournalBent(what=different.code, position=different.position)
