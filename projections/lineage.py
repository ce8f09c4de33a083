"""Lineage: which communities came from which, under which names, until when; the bodies of an area, standing and abolished."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

import psycopg

from domain import community
from domain.ids import CommunityId, community_code
from domain.structure import bodies
from projections.moments import AsOf, moment
from projections.records import stamp
from projections.sheets import Sheet, Sheets
from projections.statements import Row, row, rows

if TYPE_CHECKING:
    from domain.journal import Recorded

NAME = "lineage"
FURTHEST = date(9999, 12, 30)


def _community(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    if isinstance(told, community.Registered):
        named = [{"name": told.name, "since": stamp(one.meta.effective_at), "reason": ""}]
        known = {"community": told.community, "code": community_code(told.community), "name": told.name, "names": named}
        known |= {"profiles": [_ruled(one, told.profile)]}
        return known | dict.fromkeys(("ended_on", "successor", "document", "reason")) | {"position": one.position}
    assert before is not None
    row = before | {"position": one.position}
    match told:
        case community.Renamed(name=name, reason=reason):
            called = {"name": name, "since": stamp(one.meta.effective_at), "reason": reason}
            return row | {"name": name, "names": [*row["names"], called]}
        case community.ProfileChanged(profile=profile):
            return row | {"profiles": [*row["profiles"], _ruled(one, profile)]}
        case community.MergedInto():
            return row | {"ended_on": told.on.isoformat(), "successor": told.into, "document": told.document}
        case community.MergeRevoked():
            return row | {"ended_on": None, "successor": None, "document": None}
        case community.Dissolved():
            return row | {"ended_on": told.on.isoformat(), "reason": told.reason, "document": told.document}
    raise TypeError(one.name)


def _ruled(one: Recorded, profile: str) -> Row:
    return {"profile": profile, "since": stamp(one.meta.effective_at)}


def _body(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    if isinstance(told, bodies.Registered):
        area = one.stream.removeprefix("bod-")
        known = {"body": key, "area": area, "kind": told.kind.value, "name": told.name, "document": told.document}
        return known | dict.fromkeys(("abolished_on", "abolished_by", "succeeded_by")) | {"position": one.position}
    assert before is not None
    ended = {"abolished_on": told.on.isoformat(), "abolished_by": told.document, "succeeded_by": told.succeeded_by}
    return before | ended | {"position": one.position}


VIEW = Sheets(
    NAME,
    2,
    (
        Sheet(
            "lineage_community",
            "community",
            (
                community.Registered,
                community.Renamed,
                community.ProfileChanged,
                community.MergedInto,
                community.MergeRevoked,
                community.Dissolved,
            ),
            _community,
        ),
        Sheet("lineage_body", "body", (bodies.Registered, bodies.Abolished), _body, lambda one: (f"{one.stream}/{one.body.kind}",)),
    ),
)


def community_of(conn: psycopg.Connection, community: str) -> Row | None:
    """Its names in order, when it ended, in whom it goes on, by which document."""
    return row(conn, NAME, "community", community=community)


def came_from(conn: psycopg.Connection, community: str) -> list[Row]:
    """Those that ended in it, by code."""
    return rows(conn, NAME, "came_from", community=community)


def holding(conn: psycopg.Connection, community: str, as_of: AsOf = None) -> list[str]:
    """Whose registers (households, tickets, organisations, posts…) it keeps then: its own, and those of all that ended in it by that day.

    None of a community that ended in another before; one dissolved without a successor keeps its own.
    """
    return holdings(conn, [community], as_of)[community]


def holdings(conn: psycopg.Connection, communities: Collection[str], as_of: AsOf = None) -> dict[str, list[str]]:
    """The same of each of them."""
    kept: dict[str, list[str]] = {one: [] for one in communities}
    for one in rows(conn, NAME, "holding", communities=list(kept), at=moment(as_of)):
        kept[one["keeper"]].append(one["community"])
    return kept


def archive(conn: psycopg.Connection, community: str, as_of: AsOf = None) -> list[Row]:
    """Whose records are read under it: its own, and those of all that ended in it by then, though it ended itself. Its own first.

    community, code, name, ended_on, successor; came_on: since when they are read under it.
    """
    return rows(conn, NAME, "archive", community=community, at=moment(as_of))


def spans(conn: psycopg.Connection, community: str) -> list[tuple[str, date | None, date | None]]:
    """Whose days are its days: its own until it ends in another, and of what ended, or shall end, in it those from that day on.

    community, since (None: always), until (not included; None: for ever).
    """
    found = archive(conn, community, FURTHEST)
    own = next((one for one in found if one["community"] == community), None)
    over = own["ended_on"] if own and own["successor"] else None
    return [(one["community"], one["came_on"], over) for one in found] or [(community, None, None)]


def in_charge(conn: psycopg.Connection, community: str, as_of: AsOf = None) -> str:
    """The community that keeps these registers then: itself, or in whom it had ended by that day."""
    found = row(conn, NAME, "in_charge", community=community, at=moment(as_of))
    return str(found["community"]) if found else community


def profiles(conn: psycopg.Connection, communities: Collection[str], at: datetime) -> dict[str, str]:
    """Of each community the regulation in force at an instant; before every change the one it was registered with."""
    return {one["community"]: _in_force(one["profiles"], at) for one in rows(conn, NAME, "profiles", communities=list(communities))}


def _in_force(told: list[Row], at: datetime) -> str:
    first, *changes = told
    return next((one["profile"] for one in reversed(changes) if datetime.fromisoformat(one["since"]) <= at), first["profile"])


def bodies_of(conn: psycopg.Connection, community: CommunityId) -> list[Row]:
    """Of the community and of its subdistrict; an abolished body says since when and who goes on with its work."""
    return rows(conn, NAME, "bodies", code=community_code(community))
