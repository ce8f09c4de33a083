"""GB/T 31000-2015 《社会治安综合治理基础数据规范》: its nine modules, which registers here stand for each, and how much is in them.

The modules and their order are the standard's; its lists of fields are not public, so that none is made up here. What says something of
persons by suspicion or by what they believe is not kept at all, and the line says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.indicators.figure import Asked, Figure, unasked
from api.indicators.spread import Rules, Spread
from domain import household, ticket, visit
from domain.duty import events as duty
from domain.plan_events import Enacted
from domain.structure import organisation
from projections import responsibility, situation_map
from projections.layers import PARTY, PUBLIC_ORDER, RESIDENTS
from projections.statements import Row

KEPT, PART, NOT_KEPT, ELSEWHERE = "kept", "part", "not_kept", "elsewhere"
MODULES = (
    ("organisation_and_work", KEPT),
    ("population", KEPT),
    ("special_groups", NOT_KEPT),
    ("young_people_at_risk", NOT_KEPT),
    ("non_public_organisations", KEPT),
    ("public_security", PART),
    ("disputes", PART),
    ("schools", ELSEWHERE),
    ("railways_and_lines", ELSEWHERE),
)
"""In the standard's order."""
RECORDS = {
    "organisation_and_work": "grids",
    "population": "people",
    "non_public_organisations": "organisations",
    "public_security": "tickets",
    "disputes": "visits",
}
"""Which column counts what a module holds; beside grids those who hold them."""
FILED = {RESIDENTS.key: ("people",), PARTY.key: ("organisations",), PUBLIC_ORDER.key: ("tickets", "visits")}
"""What each layer of the 民情图 counts of it by grid."""
COLUMNS = ("module", "coverage", "register", "records")


def _found(where: Any, by: str) -> list[Row]:
    """where: the community asked, or an area."""
    return _by_grid(where) if by == "grid" else _by_community(where)


def _by_community(where: Any) -> list[Row]:
    return [*_posted(where), *situation_map.registered(where.connection, where.registers, where.moment)]


def _by_grid(ask: Asked) -> list[Row]:
    """Tickets and visits of earlier days lie in the grid that holds their building on the day."""
    return [*_posted(ask), *(_filed(layer["key"], section) for layer in ask.layers for section in layer["sections"])]


def _posted(where: Any) -> list[Row]:
    """A line for each grid."""
    held = responsibility.holders(where.connection, where.registers, where.moment)
    return [one | {"grids": 1, "wardens": {one["a"], one["b"]} - {None}} for one in held]


def _filed(layer: str, section: Row) -> Row:
    return {"grid": section["grid"]} | {column: section[column] for column in FILED.get(layer, ())}


def _modules(found: Sequence[Row], _: Rules) -> list[Row]:
    """A warden who holds several of the grids is one record."""
    wardens = set().union(*(one["wardens"] for one in found if "wardens" in one))
    counted = {module: sum(one.get(column, 0) for one in found) for module, column in RECORDS.items()}
    counted["organisation_and_work"] += len(wardens)
    return [
        {"module": key, "coverage": coverage, "register": _register(key, coverage), "records": counted.get(key)}
        for key, coverage in MODULES
    ]


def _register(module: str, coverage: str) -> str:
    return f"of_{module}" if coverage in (KEPT, PART) else f"of_{coverage}"


SPREAD = Spread(_found, _modules, "records", "module", by_place=False)
FIGURE = Figure(
    "modules",
    COLUMNS,
    lambda ask: _modules(_by_community(ask), ask.rules),
    unasked,
    whole=True,
    spans=False,
    spread=SPREAD,
    worded=("module", "coverage", "register"),
    sources=(
        *(Enacted, duty.PostDefined, duty.PrimaryAppointed, duty.StandbyDesignated, household.Registered, household.MemberJoined),
        *(organisation.Registered, ticket.Reported, visit.Recorded, visit.Corrected),
    ),
    views=(situation_map.VIEW.name, responsibility.VIEW.name),
)
