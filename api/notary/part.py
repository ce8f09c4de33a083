"""A part of the journal for an auditor: which streams are in it, and which rows of the log of readings, each with its path in its page.

Who came through the door is in no part: that log tells of accounts, not of what they looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from api.notary import logs
from api.notary.rows import statement
from domain import log_page, proof
from domain.ids import CommunityId, community_code
from domain.log_page import Closed, Log
from domain.proof import Stored

PERSON = re.compile(rb'"(psn-[0-9a-z]{16})"')


@dataclass(frozen=True)
class Part:
    """Of a community everything that is its own or names it; and these streams. known: whose readings belong to it, as its records come."""

    community: CommunityId | None = None
    streams: Collection[str] = ()
    known: set[str] = field(default_factory=set)

    def records(self, connection: psycopg.Connection[Any], rows: Iterator[Stored]) -> Iterator[Stored]:
        """Its own, and the pages of the log of readings; whom they name is known when the last has come."""
        self.known.update(self.streams, _of_community(connection, self.community) if self.community else ())
        mine = frozenset(self.known)
        for row in rows:
            if row.stream in mine:
                self.known.update(one.decode() for one in PERSON.findall(row.payload))
                yield row
            elif row.stream == log_page.log_id(Log.READING):
                yield row

    def readings(self, connection: psycopg.Connection[Any], told: Sequence[Closed], out: Path) -> int:
        """After the records. A line a row, and beside it a line with its page, its place in it and its path there, in hex."""
        count = 0
        with (
            (out / "read_log.jsonl").open("w", encoding="utf-8", newline="\n") as rows,
            (out / "read_log_paths.jsonl").open("w", encoding="utf-8", newline="\n") as paths,
        ):
            for page in told:
                of_page = list(logs.rows(connection, Log.READING, page.after if page.page > 1 else logs.LEAST, page.last))
                node = proof.nodes_of([log_page.leaf(Log.READING, one.line) for one in of_page])
                for index in (n for n, one in enumerate(of_page) if json.loads(one.line)["subject"] in self.known):
                    path = [one.hex() for one in proof.inclusion(index, len(of_page), node)]
                    rows.write(f"{of_page[index].line}\n")
                    paths.write(json.dumps({"page": page.page, "index": index, "path": path}) + "\n")
                    count += 1
        return count


def _of_community(connection: psycopg.Connection[Any], community: CommunityId) -> Iterator[str]:
    asked = {"code": community_code(community), "mark": f'"community":"{community}"'.encode()}
    return (stream for (stream,) in connection.execute(statement("streams_of"), asked).fetchall())
