"""An appraisal scheme (考核办法): a sheet of points with its parts, who rates, and what a failed result forbids.

The law it keeps: the parts add up to the whole (100); where the profile forbids it no part may fail the whole by itself (一票否决), and no
department runs a scheme of its own; where residents' satisfaction is the main standard it weighs more than any other part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from domain.errors import Invalid, PolicyRefused, Unknown
from domain.governance.clauses import clause_of, value_of
from domain.ids import CommunityId, SchemeId
from domain.policy import AppraisalScheme, PolicyProfile
from domain.required import require_name
from domain.schema import Event, Events, event

TOTAL = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the sheet. is_veto: failing it fails the whole. is_satisfaction: what residents say."""

    key: str
    title: str
    points: int
    is_veto: bool = False
    is_satisfaction: bool = False


@event("scheme.published")
class Published:
    """Stored format: change only with an upcast and a golden file. appraisal: key of the profile's. steps: in order; blank: one alone.

    passing: points from which it is passed; 0 where the regulation names none.
    """

    scheme: SchemeId
    community: CommunityId
    appraisal: str
    title: str
    parts: tuple[Part, ...]
    steps: tuple[str, ...]
    passing: int
    clause: str


@dataclass(frozen=True, slots=True)
class State:
    scheme: SchemeId
    community: CommunityId
    appraisal: str
    parts: tuple[Part, ...]
    steps: tuple[str, ...]
    passing: int
    clause: str


def evolve(state: State | None, event: Event) -> State:
    if not isinstance(event, Published):
        raise TypeError(f"not an event of a scheme: {event!r}")
    return State(event.scheme, event.community, event.appraisal, event.parts, event.steps, event.passing, event.clause)


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class SchemeUnknown(Unknown):
    code = "scheme.unknown"


class PointsUnsound(Invalid):
    """Facts: points (what the parts add up to), total."""

    code = "scheme.points_unsound"


class VetoForbidden(PolicyRefused):
    """Facts: parts (keys), clause."""

    code = "scheme.veto_forbidden"


class SingleDepartment(PolicyRefused):
    """Facts: clause."""

    code = "scheme.single_department"


class LineMissing(PolicyRefused):
    """A line that counts by the regulation. Facts: parts (keys), value (the lines there are), limit, clause."""

    code = "scheme.line_missing"


class SatisfactionNotFirst(PolicyRefused):
    """Facts: clause."""

    code = "scheme.satisfaction_not_first"


def publish(
    state: State | None,
    *,
    scheme: SchemeId,
    community: CommunityId,
    appraisal: str,
    title: str,
    parts: tuple[Part, ...],
    by_department: bool,
    profile: PolicyProfile,
) -> Events:
    """appraisal: which of the profile's. by_department: one department alone wants it. Raises RuleUnknown."""
    if state is not None:
        return ()
    require_name(title)
    wanted = profile.appraisal(appraisal)
    if by_department and value_of(profile, "appraisal.single_department", True) is False:
        raise SingleDepartment(value=1, limit=0, clause=clause_of(profile, "appraisal.single_department"))
    _require_sound(parts, wanted)
    published = Published(
        scheme=scheme,
        community=community,
        appraisal=appraisal,
        title=title,
        parts=parts,
        steps=wanted.steps,
        passing=wanted.passing or 0,
        clause=wanted.source.clause,
    )
    return (published,)


def _require_sound(parts: tuple[Part, ...], wanted: AppraisalScheme) -> None:
    total = wanted.total or TOTAL
    points = sum(part.points for part in parts)
    if points != total or min(part.points for part in parts) < 1 or len({part.key for part in parts}) != len(parts):
        raise PointsUnsound(points=points, total=total, value=points, limit=total, clause=wanted.source.clause)
    if missing := sorted({*wanted.measured} - {part.key for part in parts}):
        raise LineMissing(parts=missing, value=[part.key for part in parts], limit=list(wanted.measured), clause=wanted.source.clause)
    vetoes = [part.key for part in parts if part.is_veto]
    if vetoes and wanted.is_veto_forbidden:
        raise VetoForbidden(parts=vetoes, value=len(vetoes), limit=0, clause=wanted.source.clause)
    if "满意度" in wanted.standard and not _is_satisfaction_first(parts):
        raise SatisfactionNotFirst(value=[part.key for part in parts], limit="satisfaction", clause=wanted.source.clause)


def _is_satisfaction_first(parts: tuple[Part, ...]) -> bool:
    """Alone it weighs more than any other part."""
    satisfied = sum(part.points for part in parts if part.is_satisfaction)
    return satisfied > max((part.points for part in parts if not part.is_satisfaction), default=0)
