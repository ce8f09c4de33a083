"""Pages of the journal behind a cursor.

The feed goes as far as the trail stands: the trail follows the journal's own horizon, below which nothing can still appear, and moves in
one transaction with its rows. So whatever writers commit or roll back meanwhile, a page holds every event between its cursors, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

import psycopg
from psycopg.rows import tuple_row

from api.auditing.history import names_like
from api.auditing.subjects import in_sight
from api.context import Ctx
from api.problems import NotYours
from api.scope import inside
from domain import schema
from domain.community import CommunityUnknown
from domain.errors import Invalid
from domain.ids import community_id
from domain.journal import Position
from domain.sql_files import statement_in

SUBSCRIBERS = ("approver", "desk", "auditor")
"""Roles that may read what was decided and why; wardens see by grid, which the feed does not know."""
STRETCH, LOOKED_THROUGH = 50_000, 500_000
"""Positions, of one statement and of one page at most: a filter that matches nothing moves the cursor on all the same."""
Row = tuple[Position, str, int | None, bytes]
"""position, name, the stored version where it is not the present one, and the CloudEvent in JSON, its sealed blocks still in it."""


class CursorUnsound(Invalid):
    code = "feed.cursor_unsound"


class CursorAhead(Invalid):
    """The journal ends before the cursor: it was restored from a backup, or is another one."""

    code = "feed.cursor_ahead"


class NameUnknown(Invalid):
    """No event is called so, and none begins so."""

    code = "feed.name_unknown"


@dataclass(frozen=True, slots=True)
class Wanted:
    """names: SQL patterns. communities: ids. since, until: recorded from, and before. None: no limit.

    base: the server's own address, for schemas must be named absolutely.
    """

    names: list[str] | None = None
    communities: list[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    base: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """next: where the following one begins. is_last: nothing more was there at that moment."""

    rows: list[Row]
    next: Position
    is_last: bool


def wanted_by(
    ctx: Ctx, names: Sequence[str] = (), codes: Sequence[str] = (), since: datetime | None = None, until: datetime | None = None
) -> Wanted:
    """names: of events, `ticket.` for all that begin so. codes: 12 digits. Never more than the actor may see.

    Raises NameUnknown, CommunityCodeInvalid, CommunityUnknown, NotYours.
    """
    if not all(_is_told(name) for name in names):
        raise NameUnknown()
    seen, asked = in_sight(ctx), [community_id(code) for code in codes]
    if seen is not None and not {*asked} <= {*seen}:
        raise NotYours()
    if not all(ctx.journal.versions(asked).values()):
        raise CommunityUnknown()
    return Wanted(names_like(names), sorted(asked) or seen, since, until, ctx.office.settings.address)


def _is_told(asked: str) -> bool:
    """What nobody ever tells would be waited for in vain."""
    return any(name.startswith(asked) if asked.endswith(".") else name == asked for name, _ in schema.registered())


def cursor_of(ctx: Ctx, given: str | None) -> Position:
    """None: from the beginning; `latest`: from now on. Raises CursorUnsound, CursorAhead."""
    if given is None:
        return 0
    if given == "latest":
        return ctx.journal.head()
    if not (given.isascii() and given.isdecimal()) or len(given) > 18:
        raise CursorUnsound()
    if int(given) > ctx.journal.head():
        raise CursorAhead()
    return int(given)


def page_for(ctx: Ctx, wanted: Wanted, after: Position, limit: int) -> Page:
    """As `page`, over a connection that PostgreSQL keeps inside what the actor may look at, whatever `wanted` says."""
    with ctx.office.reading() as connection:
        horizon = reached(connection)
    with inside(ctx) as connection:
        return page(connection, wanted, after, limit, horizon)


def page(connection: psycopg.Connection[Any], wanted: Wanted, after: Position, limit: int, horizon: Position) -> Page:
    """horizon: as far as the feed goes. A trail that is being made anew gives an empty page."""
    rows: list[Row] = []
    enough, stretch = after + LOOKED_THROUGH, 2 * limit
    while after < min(horizon, enough):
        until = min(horizon, after + stretch)
        rows += _rows(connection, wanted, after, until, limit - len(rows))
        if len(rows) == limit:
            return Page(rows, rows[-1][0], rows[-1][0] >= horizon)
        after, stretch = until, min(2 * stretch, STRETCH)
    return Page(rows, after, after >= horizon)


def reached(connection: psycopg.Connection[Any]) -> Position:
    """How far the feed goes now."""
    row = connection.execute(_sql("horizon")).fetchone()
    return row[0] if row else 0


def _rows(connection: psycopg.Connection[Any], wanted: Wanted, after: Position, until: Position, limit: int) -> list[Row]:
    given = asdict(wanted) | {"after": after, "until_position": until, "limit": limit, "present": present()}
    with connection.cursor(binary=True, row_factory=tuple_row) as cursor:
        # planned for each range by itself: a plan for any range at all joins all of the trail
        return cursor.execute(_sql("page"), given, prepare=False).fetchall()


@cache
def present_versions() -> Mapping[str, int]:
    """Of each event that this release knows."""
    return {name: schema.version_of(shape) for (name, _), shape in sorted(schema.registered().items())}


@cache
def present() -> list[str]:
    return [f"{name}.v{version}" for name, version in present_versions().items()]


def _sql(name: str) -> str:
    return statement_in("api.feed", name)
