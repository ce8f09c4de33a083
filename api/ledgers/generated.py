"""Which ledgers there are, and what one says now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.context import CHINA
from api.ledgers import posting
from api.ledgers.posting import Asked
from api.personal import PERSONAL
from api.problems import RoleForbidden
from api.texts import text
from domain.errors import Invalid, Unknown
from domain.policy import PolicyProfile
from projections.statements import Row

VIEWS = ("grids", "household_history", "visit_log", "responsibility", "organisations", "care", "six_clear")
MAKERS: Mapping[str, Callable[[Asked], list[Row]]] = {
    "wardens": posting.wardens,
    "residents": posting.residents,
    "visits": posting.visits,
    "units": posting.units,
    "key_groups": posting.key_groups,
    "six_clear": posting.six_clear,
}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "wardens": ("grid", "grid_name", "title", "warden", "warden_phone", "standby", "standby_phone", "document"),
    "residents": (
        *("grid", "household", "address", "unit", "room", "name", "phone"),
        *("persons", "hukou", "since", "visits", "last_visit"),
    ),
    "visits": ("visited_at", "household", "address", "purpose", "contact", "role"),
    "units": ("grid", "name", "kind", "activity", "people", "party", "party_members"),
    "key_groups": ("grid", "group", "household", "name", "phone", "basis", "expires_on"),
    "six_clear": (
        *("grid", "grid_name", "clear", "is_clear", "missing", "address", "household", "matter", "category", "number", "stands_since"),
        *("definition", "clause"),
    ),
}
PERSONAL_LEDGERS = frozenset({"residents", "key_groups"})
STAFF = ("planner", "approver", "desk", "auditor", "warden")
"""Who may read what a grid lacks: it names households by their numbers."""
CARERS = ("desk", "warden")
"""Who may read tags at all; which of them, the catalogue of tags says."""


class LedgerUnknown(Unknown):
    """Facts: known."""

    code = "ledger.unknown"


class PurposeNeeded(Invalid):
    """A ledger of persons alone has nothing to show masked."""

    code = "ledger.purpose_needed"


@dataclass(frozen=True)
class Generated:
    """rows: by the keys of `columns`. through: the last position of the journal that it knows. clause: who asks for this ledger.

    notes: more lines for the sheet that describes the columns.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: list[Row]
    is_masked: bool
    at: datetime
    through: int
    clause: str
    notes: tuple[tuple[str, str, str], ...] = ()


def generate(asked: Asked, key: str, through: int) -> Generated:
    """Raises LedgerUnknown, RoleForbidden, PurposeNeeded."""
    if key not in MAKERS:
        raise LedgerUnknown(known=list(MAKERS))
    _require_allowed(asked, key)
    is_masked = key in PERSONAL_LEDGERS and asked.purpose is None
    at = asked.ctx.now.astimezone(CHINA)
    return Generated(
        key, _title(asked.profile, key), COLUMNS[key], MAKERS[key](asked), is_masked, at, through, clause_of(asked.profile, key)
    )


def listed(profile: PolicyProfile) -> list[dict[str, Any]]:
    """Every ledger with the dictionary of its columns, and the clause where the profile asks for it."""
    return [
        {"ledger": key, "title": _title(profile, key), "personal": key in PERSONAL_LEDGERS, "clause": clause_of(profile, key)}
        | {"columns": [dictionary(column) for column in COLUMNS[key]]}
        for key in MAKERS
    ]


def dictionary(column: str) -> dict[str, str]:
    """Key, Chinese, English, and what stands in it."""
    told = {language: text(f"column.{column}", language) for language in ("zh", "en", "means")}
    return {"column": column} | told


def clause_of(profile: PolicyProfile, key: str) -> str:
    return profile.ledgers[key].source.clause if key in profile.ledgers else ""


def _title(profile: PolicyProfile, key: str) -> str:
    return profile.ledgers[key].title if key in profile.ledgers else text(f"ledger.title.{key}")


def _require_allowed(asked: Asked, key: str) -> None:
    role = asked.ctx.actor.role
    if key == "key_groups" and role not in CARERS:
        raise RoleForbidden(needs=CARERS)
    if key == "six_clear" and role not in STAFF:
        raise RoleForbidden(needs=STAFF)
    if asked.purpose is not None and key in PERSONAL_LEDGERS and role not in PERSONAL:
        raise RoleForbidden(needs=PERSONAL)
    if key == "key_groups" and asked.purpose is None:
        raise PurposeNeeded()
