"""Pay of a community worker (基本报酬+绩效补贴): a base by the post, and a performance part that follows a closed appraisal.

The law it keeps: no performance part without an appraisal that is closed, one for each appraisal, its share by the grade; where the
regulation ties it to satisfaction, everybody who is to rate has rated, and the part is scaled by what they said. Names and figures stand
sealed; what they rest on is readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

from domain.errors import Invalid, Refused, Unknown
from domain.governance.appraisal import Grade
from domain.ids import AppraisalId, CommunityId, PayId
from domain.required import require_document
from domain.schema import Event, Events, event
from domain.values import Sealed


@event("pay.performance_set")
class PerformancePaySet:
    """Stored format: change only with an upcast and a golden file.

    post: key of the post. percent: share of the base by the grade. satisfaction: 0…100, None where pay is not tied to it. content: sealed,
    name and figures.
    """

    pay: PayId
    community: CommunityId
    appraisal: AppraisalId
    post: str
    points: int
    grade: Grade
    percent: int
    satisfaction: float | None
    on: date
    document: str
    content: Sealed
    clause: str


@dataclass(frozen=True, slots=True)
class State:
    pay: PayId
    community: CommunityId


def evolve(state: State | None, event: Event) -> State:
    if not isinstance(event, PerformancePaySet):
        raise TypeError(f"not an event of pay: {event!r}")
    return State(event.pay, event.community)


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class PayUnknown(Unknown):
    code = "pay.unknown"


class AppraisalOpen(Refused):
    """Facts: clause."""

    code = "pay.appraisal_open"


class BaseMissing(Invalid):
    """The regulation names no base for the post, so it is given. Facts: post."""

    code = "pay.base_missing"


class RatingsMissing(Refused):
    """Facts: raters (who have not rated in that span), clause."""

    code = "pay.ratings_missing"


@dataclass(frozen=True, slots=True)
class Basis:
    """What a performance part rests on. satisfaction: by rater, 0…100, of the span appraised; raters: those the regulation wants."""

    points: int
    grade: Grade | None
    percent: int
    raters: tuple[str, ...]
    satisfaction: Mapping[str, float]
    tie_clause: str
    clause: str

    @property
    def index(self) -> float | None:
        """The mean over the raters. None: pay is not tied to it."""
        return round(sum(self.satisfaction[one] for one in self.raters) / len(self.raters), 1) if self.raters else None


@dataclass(frozen=True, slots=True)
class Figures:
    base_yuan: int
    performance_yuan: int

    @property
    def total_yuan(self) -> int:
        return self.base_yuan + self.performance_yuan


def reckon(basis: Basis, post: str, base_yuan: int | None) -> Figures:
    """The performance part in whole yuan, rounded down. Source: policies keys "appraisal.pay", "pay.performance_…", "pay.raters"."""
    if basis.grade is None:
        raise AppraisalOpen(value=0, limit=1, clause=basis.clause)
    if missing := sorted(set(basis.raters) - basis.satisfaction.keys()):
        raise RatingsMissing(raters=missing, value=len(basis.raters) - len(missing), limit=len(basis.raters), clause=basis.tie_clause)
    if base_yuan is None:
        raise BaseMissing(post=post)
    scale = 100 if basis.index is None else basis.index
    return Figures(base_yuan, int(base_yuan * basis.percent * scale // 10_000))


def set_performance(
    state: State | None,
    *,
    pay: PayId,
    community: CommunityId,
    appraisal: AppraisalId,
    post: str,
    basis: Basis,
    on: date,
    document: str,
    content: Sealed,
) -> Events:
    """content: the figures of `reckon`, sealed."""
    if state is not None:
        return ()
    require_document(document)
    if basis.grade is None:
        raise AppraisalOpen(value=0, limit=1, clause=basis.clause)
    return (
        PerformancePaySet(
            pay=pay,
            community=community,
            appraisal=appraisal,
            post=post,
            points=basis.points,
            grade=basis.grade,
            percent=basis.percent,
            satisfaction=basis.index,
            on=on,
            document=document,
            clause=basis.clause,
            content=content,
        ),
    )
