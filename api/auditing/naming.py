"""What people write down, and what it is: an id, a code, a number, an account, a document, an address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psycopg import Connection

from api import accounts
from api.auditing.subjects import SubjectUnknown, building_at, in_sight, require_reader, subject_of
from api.auditing.truths import TRUTHS
from api.context import Ctx
from api.scope import inside
from domain.errors import Unknown
from domain.ids import CommunityId, community_code
from projections import grids, responsibility, ticket_board, trail
from projections.statements import Row


def told(ctx: Ctx, text: str) -> dict[str, Any]:
    """kind: of the id, or `account`, or `document`. name: what people call it. has_state: a day can be asked about. versions: of its own
    stream, 0 where it has none.

    Raises SubjectUnknown, AddressUnknown, AddressAmbiguous, NotYours.
    """
    for look in (_thing, _account, _document):
        found = look(ctx, text)
        if found is not None:
            return found
    found = _thing(ctx, building_at(ctx, text))
    if found is None:
        raise SubjectUnknown()
    return found


def _thing(ctx: Ctx, text: str) -> dict[str, Any] | None:
    try:
        subject = subject_of(ctx, text)
    except SubjectUnknown:
        return None
    require_reader(ctx, subject)
    with inside(ctx) as connection:
        name = NAMES[subject.kind](connection, subject.id) if subject.kind in NAMES else None
    versions = ctx.journal.versions([subject.id]).get(subject.id, 0)
    placed = {"communities": list(subject.communities), "has_state": subject.kind in TRUTHS, "versions": versions}
    return {"subject": subject.id, "kind": subject.kind, "name": name} | placed


def _account(ctx: Ctx, text: str) -> dict[str, Any] | None:
    with ctx.office.app_pool.connection() as connection:
        try:
            found = accounts.find(connection, text)
        except Unknown:
            return None
    return _other("account", found.account)


def _document(ctx: Ctx, text: str) -> dict[str, Any] | None:
    with inside(ctx) as connection:
        return _other("document", text) if trail.of_document(connection, text, in_sight(ctx), None, 1) else None


def _other(kind: str, name: str) -> dict[str, Any]:
    return {"subject": name, "kind": kind, "name": name, "communities": [], "has_state": False, "versions": 0}


def _called(row: Row | None, *names: str) -> str | None:
    return " ".join(str(row[name]) for name in names if row[name]) if row else None


def _building(connection: Connection[Any], building: str) -> str | None:
    row = grids.building(connection, building)
    return row and (row["address"] or row["name"])


def _grid(connection: Connection[Any], grid: str) -> str | None:
    drawn = grids.grid_history(connection, grid)
    return _called(drawn[-1], "name", "code") if drawn else None


def _warden(connection: Connection[Any], warden: str) -> str | None:
    named = responsibility.wardens(connection, [warden]).get(warden)
    return named and named.account


NAMES: dict[str, Callable[[Connection[Any], str], str | None]] = {
    "bld": _building,
    "grd": _grid,
    "wdn": _warden,
    "tkt": lambda connection, ticket: _called(ticket_board.ticket(connection, ticket), "number"),
    "pln": lambda connection, plan: _called(grids.plan(connection, plan), "name"),
    "com": lambda connection, name: _called(grids.community(connection, community_code(CommunityId(name))), "name"),
}
"""Kinds that people have a name for: never one of a person."""
