"""The trail: positions of the journal in which a thing, a community, a person or a document is spoken of, in order, page by page.

Only places are kept here; who asks reads the events themselves from the journal (`Journal.at`). Pages are by position: `after` is the last
position of the page before.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import psycopg

from projections.statements import Communities, Row, among, row, rows
from projections.trail_rows import Trail

VIEW = Trail()
NAME = VIEW.name


@dataclass(frozen=True, slots=True)
class Window:
    """as_of: true by then. known_at: recorded by then. names: of events, `%` at the end for all that begin so."""

    as_of: datetime | None = None
    known_at: datetime | None = None
    names: list[str] | None = None
    after: int | None = None
    limit: int = 200


@dataclass(frozen=True, slots=True)
class Span:
    """Recorded from `since` on, before `until`. communities None: of all, and of none."""

    since: datetime
    until: datetime
    communities: list[str] | None = None
    names: list[str] | None = None
    after: int | None = None
    limit: int = 200


def of_subjects(conn: psycopg.Connection, subjects: Collection[str], window: Window) -> list[Row]:
    """Every line of these streams, and of others that name one of them; by the time they became true."""
    return rows(conn, NAME, "of_subjects", subjects=sorted(subjects), **asdict(window))


def of_communities(conn: psycopg.Connection, communities: Communities, window: Window) -> list[Row]:
    """Every line of these communities' registers, by the time they became true."""
    return rows(conn, NAME, "of_communities", communities=among(communities), **asdict(window))


def recorded_by(conn: psycopg.Connection, communities: Communities, known_at: datetime, without: Collection[str] = ()) -> list[int]:
    """The positions of all that had been recorded of these communities by a moment, in order. without: kinds of streams ("tkt")."""
    given = {"communities": among(communities), "known_at": known_at, "without": list(without)}
    return [one["position"] for one in rows(conn, NAME, "recorded_by", **given)]


def positions_of(conn: psycopg.Connection, community: str, name: str) -> list[int]:
    """Where in the journal one kind of event is told of a community, in order."""
    return [one["position"] for one in rows(conn, NAME, "positions_of", community=community, name=name)]


def of_actor(conn: psycopg.Connection, actor: str, span: Span) -> list[Row]:
    """What one account recorded, in whatever role, in the order of the journal."""
    return rows(conn, NAME, "of_actor", actor=actor, **asdict(span))


def of_document(conn: psycopg.Connection, document: str, communities: Communities | None, after: int | None, limit: int) -> list[Row]:
    """What was decided under a document, in the order of the journal."""
    return rows(conn, NAME, "of_document", document=document, communities=among(communities), after=after, limit=limit)


def late(conn: psycopg.Connection, by: timedelta, span: Span, actor: str | None = None) -> list[Row]:
    """What was recorded longer after it was true than `by` (a day at least), in the order of the journal."""
    return rows(conn, NAME, "late", by=by, actor=actor, **asdict(span))


def late_counts(conn: psycopg.Connection, by: timedelta, span: Span) -> list[Row]:
    """community, actor, role, lines, longest."""
    return rows(conn, NAME, "late_counts", by=by, since=span.since, until=span.until, communities=span.communities)


def named(conn: psycopg.Connection, names: Collection[str], span: Span) -> list[Row]:
    """Events of these names, in the order of the journal."""
    return rows(conn, NAME, "named", **asdict(span) | {"names": list(names)})


def communities_of(conn: psycopg.Connection, subjects: Collection[str]) -> dict[str, str | None]:
    """Of each subject the community whose registers it stands in; None where nothing says so, or nothing names it."""
    return {one["subject"]: one["community"] for one in rows(conn, NAME, "communities_of", subjects=sorted(set(subjects)))}


def streams_in(conn: psycopg.Connection, communities: Communities, kinds: Collection[str]) -> list[str]:
    """Of these kinds ("tkt"), those of the communities' registers, by name."""
    return [one["stream"] for one in rows(conn, NAME, "streams_in", communities=among(communities), kinds=list(kinds))]


def subjects_at(conn: psycopg.Connection, positions: Collection[int], kind: str) -> set[str]:
    """The ids of a kind ("psn-") that the events at these positions name."""
    return {one["subject"] for one in rows(conn, NAME, "subjects_at", positions=list(positions), kind=kind)}


def is_known(conn: psycopg.Connection, subject: str) -> bool:
    """Whether the journal has a stream of that name, or speaks of it."""
    return row(conn, NAME, "is_known", subject=subject) == {"known": True}
