"""Rows of the trail: where in the journal each thing is spoken of, by whom, when, under which document. What was said stays there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from domain import schema
from domain.ids import KINDS
from projections.statements import put, rows, statement

if TYPE_CHECKING:
    from domain.journal import Recorded

# an id is a whole JSON string: neither a sealed block nor free text can look like one
_IDS = re.compile(rf'"((?:{"|".join(KINDS)})-[0-9a-z]{{4,40}})"')
_OF_COMMUNITY = re.compile(r"[a-z]{3}-([0-9]{12})(?:[md][0-9]+)?")


@dataclass(frozen=True, slots=True)
class _Told:
    recorded: Recorded
    subjects: tuple[str, ...]


class Trail:
    name = "trail"
    version = 2
    tables = ("trail_stream", "trail_line", "trail_mention")

    def create(self, conn: psycopg.Connection) -> None:
        conn.execute(statement(self.name, "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        told = [_Told(one, _subjects(one)) for one in batch]
        wanted = {name for one in told for name in (one.recorded.stream, *one.subjects)}
        before = {row["stream"]: row["community"] for row in rows(conn, self.name, "streams", streams=sorted(wanted))}
        known = dict(before)
        lines = [_line(one, known) for one in told]
        put(conn, self.name, "put_streams", [pair for pair in known.items() if before.get(pair[0]) != pair[1]])
        put(conn, self.name, "put_lines", lines)
        put(conn, self.name, "put_mentions", [(subject, one.recorded.position) for one in told for subject in one.subjects])


def _subjects(one: Recorded) -> tuple[str, ...]:
    """The ids an event names, its own stream and communities left out: lines are found by these without."""
    named = dict.fromkeys(_IDS.findall(schema.dump(one.body).decode()))
    return tuple(name for name in named if name != one.stream and not name.startswith("com-"))


def _line(told: _Told, known: dict[str, str]) -> Sequence[Any]:
    one, meta = told.recorded, told.recorded.meta
    community = _community(told, known)
    if community is not None:
        known[one.stream] = community
    document = getattr(one.body, "document", "") or meta.document
    who_and_when = (meta.actor, meta.role, meta.effective_at, one.recorded_at)
    return (one.position, one.stream, one.version, one.name, community, *who_and_when, document)


def _community(told: _Told, known: Mapping[str, str]) -> str | None:
    """Whose register it belongs to: as the event says, as its stream's id says, as was said before in its stream, or of what it names."""
    one = told.recorded
    said = getattr(one.body, "community", None)
    if isinstance(said, str):
        return said
    if one.stream.startswith("com-"):
        return one.stream
    if (own := _OF_COMMUNITY.fullmatch(one.stream)) is not None:
        return f"com-{own[1]}"
    return next((known[name] for name in (one.stream, *told.subjects) if name in known), None)
