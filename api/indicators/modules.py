"""GB/T 31000-2015 《社会治安综合治理基础数据规范》: its nine modules, which registers here stand for each, and how much is in them.

The modules and their order are the standard's; its lists of fields are not public, so that none is made up here. What says something of
persons by suspicion or by what they believe is not kept at all, and the line says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from api.indicators.figure import Asked, Figure, unasked
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
COLUMNS = ("module", "coverage", "register", "records")


def _modules(ask: Asked) -> list[Row]:
    counted = _counted(ask)
    return [
        {"module": key, "coverage": coverage, "register": _register(key, coverage), "records": counted.get(key)}
        for key, coverage in MODULES
    ]


def _register(module: str, coverage: str) -> str:
    return f"of_{module}" if coverage in (KEPT, PART) else f"of_{coverage}"


def _counted(ask: Asked) -> dict[str, int]:
    sections = {layer["key"]: layer["sections"] for layer in ask.layers}
    answers = responsibility.roster(ask.connection, ask.registers, ask.moment)
    wardens = {one.warden for answer in answers for one in (answer.a, answer.b) if one}
    return {
        "organisation_and_work": len(answers) + len(wardens),
        "population": _sum(sections[RESIDENTS.key], "people"),
        "non_public_organisations": _sum(sections[PARTY.key], "organisations"),
        "public_security": _sum(sections[PUBLIC_ORDER.key], "tickets"),
        "disputes": _sum(sections[PUBLIC_ORDER.key], "visits"),
    }


def _sum(sections: Iterable[Row], column: str) -> int:
    return sum(one[column] for one in sections)


FIGURE = Figure(
    "modules",
    COLUMNS,
    _modules,
    unasked,
    whole=True,
    spans=False,
    worded=("module", "coverage", "register"),
    sources=(
        *(Enacted, duty.PostDefined, duty.PrimaryAppointed, duty.StandbyDesignated, household.Registered, household.MemberJoined),
        *(organisation.Registered, ticket.Reported, visit.Recorded, visit.Corrected),
    ),
    views=(situation_map.VIEW.name, responsibility.VIEW.name),
)
