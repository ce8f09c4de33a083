"""What was made under a community that ended since: read under its successor, each record with the name it was made under.

A merger copies no record. Each stays under the code where it was made and is listed there for ever; from the day of the merger it is
listed by the successor too, `under` telling whose it was. As of a day before, the successor knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection

from domain.ids import CommunityId, community_code
from projections import lineage, registers
from projections.moments import AsOf
from projections.statements import Row


@dataclass(frozen=True)
class Archive:
    """communities: the one asked for, then those that ended in it."""

    communities: tuple[str, ...]
    former: dict[str, Row]

    def told(self, records: Iterable[Row]) -> list[Row]:
        """Each with `under`: code, name and last day of the former community it was made under; None where it was made under this one."""
        return [one | {"under": self.under(one["community"])} for one in records]

    def under(self, community: str) -> Row | None:
        return self.former.get(community)

    def lines(self, connection: Connection[Any], register: str, on: date | None) -> list[Row]:
        """Of a register, as `registers.lines` tells them."""
        own, *former = map(community_code, map(CommunityId, self.communities))
        return registers.lines(connection, register, own, on, former)


def archive_of(connection: Connection[Any], community: str, at: AsOf) -> Archive:
    """Of a day or an instant."""
    found = lineage.archive(connection, community, at)
    former = {one["community"]: {name: one[name] for name in ("code", "name", "ended_on")} for one in found}
    former.pop(community, None)
    return Archive(tuple(one["community"] for one in found) or (community,), former)


def said(record: Row) -> str:
    """A cell of a table: the former community a record was made under; blank for the community's own."""
    return f"原{record['under']['name']} {record['under']['code']}" if record["under"] else ""
