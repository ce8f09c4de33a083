"""A site issue (无照经营等): entered when it is found, resolved as closed or licensed, compared with reality by lot.

The law it keeps: the register equals reality. What a draw chose is looked at again by somebody who did not tell how it stands; where
reality is otherwise the register follows it, and the mismatch stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Forbidden, Invalid, Refused, Unknown
from domain.ids import BuildingId, CommunityId, SiteIssueId
from domain.required import require_document
from domain.schema import Event, Events, event
from domain.values import Sealed


class Outcome(StrEnum):
    """仍在；已取缔；已办照。"""

    STANDING = "standing"
    CLOSED = "closed"
    LICENSED = "licensed"


# Stored formats: change only with an upcast and a golden file.


@event("site_issue.registered")
class SiteIssueRegistered:
    """kind: in the regulation's words. content: sealed, what and who. clause: by which it is kept."""

    issue: SiteIssueId
    community: CommunityId
    kind: str
    building: BuildingId | None
    on: date
    by: str
    content: Sealed
    clause: str


@event("site_issue.resolved")
class SiteIssueResolved:
    outcome: Outcome
    on: date
    by: str
    document: str


@event("site_issue.compared")
class SiteIssueCompared:
    """draw: by whose lot. found: how it stands in reality."""

    issue: SiteIssueId
    community: CommunityId
    draw: int
    found: Outcome
    matches: bool
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class State:
    """told_by: who told how it stands. compared: numbers of the draws."""

    issue: SiteIssueId
    community: CommunityId
    told_by: str
    outcome: Outcome = Outcome.STANDING
    compared: frozenset[int] = frozenset()


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, SiteIssueRegistered):
        return State(event.issue, event.community, event.by)
    known = existing(state)
    match event:
        case SiteIssueResolved():
            return replace(known, outcome=event.outcome, told_by=event.by)
        case SiteIssueCompared():
            told_by = known.told_by if event.matches else event.by
            return replace(known, outcome=event.found, told_by=told_by, compared=known.compared | {event.draw})
    raise TypeError(f"not an event of a site issue: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def existing(state: State | None) -> State:
    if state is None:
        raise SiteIssueUnknown()
    return state


class SiteIssueUnknown(Unknown):
    code = "site_issue.unknown"


class KindUnlisted(Invalid):
    """Facts: kinds, clause."""

    code = "site_issue.kind_unlisted"


class ResolvedOtherwise(Refused):
    """Facts: outcome."""

    code = "site_issue.resolved_otherwise"


class NotAnOutcome(Invalid):
    """Resolved is what was closed or licensed."""

    code = "site_issue.not_an_outcome"


class NotDrawn(Refused):
    """Facts: draw."""

    code = "site_issue.not_drawn"


class OwnWord(Forbidden):
    """Who told how it stands does not compare it with reality. Facts: clause."""

    code = "site_issue.own_word"


def register(
    state: State | None,
    *,
    issue: SiteIssueId,
    community: CommunityId,
    kind: str,
    kinds: tuple[str, ...],
    building: BuildingId | None,
    on: date,
    by: str,
    content: Sealed,
    clause: str,
) -> Events:
    """kinds: those the profile names, "site_issue.kinds"."""
    if state is not None:
        return ()
    if kind not in kinds:
        raise KindUnlisted(kinds=list(kinds), value=0, limit=list(kinds), clause=clause)
    return (
        SiteIssueRegistered(issue=issue, community=community, kind=kind, building=building, on=on, by=by, content=content, clause=clause),
    )


def resolve(state: State | None, *, outcome: Outcome, on: date, by: str, document: str) -> Events:
    known = existing(state)
    if outcome is Outcome.STANDING:
        raise NotAnOutcome()
    if known.outcome is outcome:
        return ()
    if known.outcome is not Outcome.STANDING:
        raise ResolvedOtherwise(outcome=known.outcome)
    require_document(document)
    return (SiteIssueResolved(outcome=outcome, on=on, by=by, document=document),)


def compare(state: State | None, *, draw: int, chosen: tuple[str, ...], found: Outcome, on: date, by: str, clause: str) -> Events:
    """chosen: evidence, what the draw of that number chose. Source: policies key "site_issue.kinds"."""
    known = existing(state)
    if draw in known.compared:
        return ()
    if known.issue not in chosen:
        raise NotDrawn(draw=draw)
    if by == known.told_by:
        raise OwnWord(value=by, limit=known.told_by, clause=clause)
    return (
        SiteIssueCompared(
            issue=known.issue, community=known.community, draw=draw, found=found, matches=found is known.outcome, on=on, by=by
        ),
    )
