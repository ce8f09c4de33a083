"""The logs that stand beside the journal (who opened personal data; the door's) against their pages, which are in the journal.

`rows` reads a log as its pages commit to it; `torn` finds the first page whose rows are no longer those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import dict_row

from api.notary.rows import AT_ONCE, statement
from domain import log_page, schema
from domain.errors import StaleVersion
from domain.journal import Journal, Meta, Write
from domain.log_page import Closed, Log
from domain.proof import Frontier

TABLES = {Log.READING: "read_log", Log.ACCESS: "access_log"}
"""Of each log its table, its statements, and its file in a bundle."""
HIDDEN = {Log.READING: ("purpose",), Log.ACCESS: ("address", "told")}
"""What people typed, and where they sat: committed to, never handed out."""
LEAST, MOST = -(2**63), 2**63 - 1


class Row(NamedTuple):
    """line: as an auditor gets it."""

    number: int
    line: str


class Waiting(NamedTuple):
    """Rows that nothing holds yet, and the age of the oldest."""

    count: int
    seconds: int


@dataclass(frozen=True)
class Torn:
    """code: of a text. The first page that does not hold, and how many of them do not."""

    code: str
    page: Closed
    found: int
    pages: int

    def as_facts(self) -> dict[str, int]:
        """first, last: the rows' numbers between which it does not hold."""
        page = self.page
        return {
            "page": page.page,
            "first": page.after + 1,
            "last": page.last,
            "count": page.count,
            "found": self.found,
            "pages": self.pages,
        }


def reached(connection: psycopg.Connection[Any], log: Log) -> int:
    """The number up to which the log is finished. Raises LockNotAvailable where somebody writes for too long."""
    (last,) = connection.execute(statement(f"{TABLES[log]}_reached")).fetchone() or (0,)
    return int(last)


def rows(connection: psycopg.Connection[Any], log: Log, after: int, last: int) -> Iterator[Row]:
    """In order of their numbers, those above `after` up to `last`."""
    while True:
        with connection.cursor(row_factory=dict_row) as cursor:
            found = cursor.execute(statement(TABLES[log]), {"after": after, "last": last, "limit": AT_ONCE}).fetchall()
        yield from (_row(log, one) for one in found)
        if len(found) < AT_ONCE:
            return
        after = found[-1]["id"]


def tree(log: Log, lines: Iterable[Row]) -> Frontier:
    frontier = Frontier()
    for one in lines:
        frontier.append(log_page.leaf(log, one.line))
    return frontier


def pages(connection: psycopg.Connection[Any], log: Log, position: int = MOST) -> list[Closed]:
    """As the journal tells them, up to a position. Raises schema.UnknownEvent, PayloadBroken where what stands there is none."""
    found = connection.execute(statement("log_pages"), (log_page.log_id(log), position)).fetchall()
    return [page for name, version, payload in found if isinstance(page := schema.load(name, version, payload), Closed)]


def waiting(connection: psycopg.Connection[Any], log: Log, told: Sequence[Closed]) -> Waiting:
    """Rows that no page holds yet."""
    found = connection.execute(statement(f"{TABLES[log]}_waiting"), (told[-1].last if told else LEAST,)).fetchone()
    return Waiting(*(found or (0, 0)))


def held(connection: psycopg.Connection[Any], position: int) -> dict[str, int]:
    """Of each log the number of the last row that a checkpoint up to this position holds; 0 where it holds none."""
    lasts = dict.fromkeys(TABLES.values(), 0)
    for log, name in TABLES.items():
        found = connection.execute(statement("log_page_newest"), (log_page.log_id(log), position)).fetchone()
        with suppress(schema.UnknownEvent, schema.PayloadBroken):
            if found and isinstance(page := schema.load(*found), Closed):
                lasts[name] = page.last
    return lasts


def close(journal: Journal, connection: psycopg.Connection[Any], reading: psycopg.Connection[Any], log: Log, meta: Meta) -> Closed | None:
    """The next page, recorded. connection: of the service's role, which writes the log of the door and reads no reading; reading: of the
    role that reads them. None where no row came, or another program closed it meanwhile."""
    stream = log_page.log_id(log)
    version = journal.versions([stream])[stream]
    before = log_page.fold(one.body for one in journal.read(stream, after=version - 1)) if version else None
    last = reached(connection, log)
    events = log_page.close(
        before, log, last, tree(log, rows(reading if log is Log.READING else connection, log, before.last if before else LEAST, last))
    )
    if not events:
        return None
    with suppress(StaleVersion):
        journal.append([Write(stream, version, events)], meta)
        return log_page.fold(events)
    return None


def torn(connection: psycopg.Connection[Any], log: Log, told: Sequence[Closed]) -> Torn | None:
    """Every row of every page is read."""
    bad = [(code, page, size) for page, size, code in _held(connection, log, told) if code is not None]
    return Torn(*bad[0], len(bad)) if bad else None


def _held(connection: psycopg.Connection[Any], log: Log, told: Sequence[Closed]) -> Iterator[tuple[Closed, int, str | None]]:
    """Each page with the rows found in its place, and what is wrong with them."""
    coming = rows(connection, log, LEAST, told[-1].last if told else LEAST)
    first, before = next(coming, None), None
    for page in told:
        mine = []
        while first is not None and first.number <= page.last:
            mine.append(first)
            first = next(coming, None)
        yield page, len(mine), _wrong(before, page, tree(log, mine))
        before = page


def _wrong(before: Closed | None, page: Closed, found: Frontier) -> str | None:
    if not log_page.follows(before, page):
        return "page.astray"
    if (found.size, log_page.root_of(found)) == (page.count, page.root):
        return None
    return "page.changed" if found.size == page.count else "page.removed" if found.size < page.count else "page.inserted"


def _row(log: Log, columns: dict[str, Any]) -> Row:
    salt, hidden = columns.pop("salt"), {name: columns.pop(name) for name in HIDDEN[log]}
    return Row(columns["id"], log_page.line(columns, hidden, salt.bytes))
