"""Hand-over packs: what a plan passed from one warden to another, line by line, for the two of them to go through together.

Households stand by id and building, never by name: a name is opened in the household's own file, for a purpose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from api.context import CHINA, Ctx
from api.ledgers import Generated
from api.personal import names_of
from api.texts import text
from projections import care, grids, household_history, responsibility, ticket_board
from projections.statements import Row

VIEWS = ("grids", "household_history", "responsibility", "ticket_board", "care")
COLUMNS = ("from_code", "from_warden", "to_code", "to_warden", "passes", "reference", "address", "last_visit")


@dataclass(frozen=True)
class _Names:
    """Codes of grids, names of wardens, addresses of buildings."""

    codes: Mapping[str, str]
    wardens: Mapping[str, Mapping[str, Any]]
    addresses: Mapping[str, str]


def packs(ctx: Ctx, connection: Connection[Any], plan: Row, *, warden: str | None = None) -> list[Row]:
    """One for each pair of grids between which something passed from warden to warden. plan: as `grids.plan` gives it.

    counts: as recorded with the enactment. homes: never visited first. tickets: as they stand now; needs: those still open. warden: only
    packs this warden gives or takes.
    """
    found = [one for one in responsibility.shares(connection, plan["plan"]) if warden is None or warden in one["wardens"]]
    homes: defaultdict[tuple[str | None, str | None], list[Row]] = defaultdict(list)
    for home in household_history.moved_by(connection, plan["plan"]):
        homes[home["from_grid"], home["to_grid"]].append(home)
    open_needs = care.needs(connection, plan["community"], at=ctx.now) if found else []
    names = _names(ctx, connection, plan, found, homes)
    return [_pack(connection, one, homes[one["told"]["from_grid"], one["told"]["to_grid"]], open_needs, names) for one in found]


def _names(ctx: Ctx, connection: Connection[Any], plan: Row, found: Iterable[Row], homes: Mapping[Any, list[Row]]) -> _Names:
    before = grids.plan(connection, plan["replaces"]) if plan["replaces"] else None
    codes = {each["grid"]: each["code"] for drawn in (before, plan) if drawn for each in drawn["grids"]}
    wardens = {each for one in found for each in one["wardens"]}
    standing = grids.buildings_named(connection, {home["building"] for many in homes.values() for home in many if home["building"]})
    addresses = {each["building"]: each["address"] or each["name"] or "" for each in standing}
    return _Names(codes, names_of(ctx, responsibility.wardens(connection, wardens).values()), addresses)


def _pack(connection: Connection[Any], one: Row, homes: list[Row], open_needs: list[Row], names: _Names) -> Row:
    told, living = one["told"], {home["household"] for home in homes}
    waiting = [ticket_board.ticket(connection, each) for each in told["open_tickets"]]
    places: Row = {}
    for side in ("from", "to"):
        grid, warden = told[f"{side}_grid"], told[f"{side}_warden"]
        places |= {f"{side}_grid": grid, f"{side}_code": names.codes.get(grid), f"{side}_warden": names.wardens.get(warden, {}).get("name")}
    return places | {
        "document": one["document"],
        "on": one["effective_at"].astimezone(CHINA).date(),
        "counts": {name: told[name] for name in ("households", "unvisited", "open_needs")} | {"open_tickets": len(told["open_tickets"])},
        "homes": [_home(home, names) for home in homes],
        "tickets": [_ticket(each) for each in waiting if each is not None],
        "needs": [{name: each[name] for name in ("need", "kind", "household")} for each in open_needs if each["household"] in living],
    }


def _home(home: Row, names: _Names) -> Row:
    visited = home["last_visit_at"]
    return {
        "household": home["household"],
        "building": home["building"],
        "address": names.addresses.get(home["building"]),
        "last_visit": visited and visited.astimezone(CHINA).date(),
    }


def _ticket(row: Row) -> Row:
    return {name: row[name] for name in ("ticket", "number", "category", "status", "due_at")}


def as_sheet(ctx: Ctx, found: Iterable[Row], through: int) -> Generated:
    """All packs as one table: a line for each home, ticket and need."""
    lines = [line for pack in found for line in _lines(pack)]
    return Generated("hand_overs", text("ledger.title.hand_overs"), COLUMNS, lines, False, ctx.now.astimezone(CHINA), through, "")


def _lines(pack: Row) -> Iterable[Row]:
    pair = {name: pack[name] for name in COLUMNS[:4]}
    for home in pack["homes"]:
        yield pair | {"passes": text("passes.home"), "reference": home["household"]} | {n: home[n] for n in ("address", "last_visit")}
    for each in pack["tickets"]:
        yield pair | {"passes": text("passes.ticket"), "reference": each["number"]}
    for each in pack["needs"]:
        yield pair | {"passes": text(f"passes.{each['kind']}"), "reference": each["need"]}
