"""A page of a log that stands beside the journal (who opened personal data, who came through the door): closed, so that its rows stay.

The law it keeps: the pages of a log follow each other without a gap, by the rows' numbers; a page says how many rows it has and commits to
each of them whole, so that none can be changed, taken out or put in afterwards without the page telling. What is in the rows is not told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import reduce
from typing import Any, NewType

from domain.proof import Frontier, Hash, leaf_hash
from domain.schema import Event, Events, event

SUITE = "minqing-log/1"
LogId = NewType("LogId", str)
"""`log-` and the name of the log: its pages, one stream."""


class Log(StrEnum):
    """调阅日志、登录日志。"""

    READING = "read"
    ACCESS = "access"


@event("log_page.closed")
class Closed:
    """Stored format: change only with an upcast and a golden file.

    page: 1, 2, 3 … of its log. The rows numbered above `after` up to `last`, `count` of them; root: of the RFC 6962 tree over them, in hex,
    "" where there is none.
    """

    log: Log
    page: int
    after: int
    last: int
    count: int
    root: str


def log_id(log: Log) -> LogId:
    return LogId(f"log-{log}")


def evolve(state: Closed | None, event: Event) -> Closed:
    if not isinstance(event, Closed):
        raise TypeError(f"not an event of a log's pages: {type(event).__name__}")
    return event


def fold(events: Iterable[Event]) -> Closed | None:
    """The last page: the next one needs no other."""
    return reduce(evolve, events, None)


def close(before: Closed | None, log: Log, last: int, rows: Frontier) -> Events:
    """The next page, up to the row `last`. Nothing where no row came, whatever numbers were given away meanwhile."""
    if not rows.size:
        return ()
    page, after = (before.page, before.last) if before else (0, 0)
    return (Closed(log=log, page=page + 1, after=after, last=last, count=rows.size, root=root_of(rows)),)


def follows(before: Closed | None, page: Closed) -> bool:
    return (page.page, page.after) == ((before.page + 1, before.last) if before else (1, 0)) and page.after < page.last


def root_of(rows: Frontier) -> str:
    return rows.root().hex() if rows.size else ""


def line(told: Mapping[str, Any], hidden: Mapping[str, Any], salt: bytes) -> str:
    """A row as an auditor gets it: JSON in one line, names sorted, no blanks.

    hidden: columns that are not handed out. In their place stands SHA-256 of the row's salt, not handed out either, and their JSON:
    what stood there can be shown later, and not be guessed.
    """
    digest = hashlib.sha256(salt + _canonical(hidden).encode()).hexdigest()
    return _canonical({**told, "hidden": digest})


def leaf(log: Log, told: str) -> Hash:
    """told: as `line` makes it."""
    return leaf_hash(f"{SUITE} {log}\n{told}".encode())


def _canonical(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
