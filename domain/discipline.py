"""Discipline of one warden for false records (一次给予警告，二次给予严重警告，三次建议相关部门辞退).

The law it keeps: a rule proposes, a person decides. Each false record proposes the profile's next step; somebody else than who found it
confirms exactly that step or dismisses the finding. Nothing follows by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from domain.errors import Forbidden, Refused, Unknown
from domain.ids import CommunityId, VisitId, WardenId
from domain.required import require_reason
from domain.schema import Event, Events, event
from domain.values import Sealed


@event("discipline.false_record_found")
class FalseRecordFound:
    """Stored format: change only with an upcast and a golden file. proposes: the step the rule named when it was found."""

    community: CommunityId
    warden: WardenId
    visit: VisitId
    found_by: str
    proposes: str
    clause: str


@event("discipline.step_confirmed")
class StepConfirmed:
    visit: VisitId
    step: str
    confirmed_by: str
    document: str


@event("discipline.finding_dismissed")
class FindingDismissed:
    visit: VisitId
    dismissed_by: str
    note: Sealed


@dataclass(frozen=True, slots=True)
class State:
    """waiting: who found the false record, by visit. steps: confirmed so far, in order."""

    community: CommunityId
    warden: WardenId
    waiting: Mapping[VisitId, str] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    decided: frozenset[VisitId] = frozenset()


def evolve(state: State | None, event: Event) -> State:
    match event:
        case FalseRecordFound():
            before = state or State(event.community, event.warden)
            return replace(before, waiting=dict(before.waiting) | {event.visit: event.found_by})
        case StepConfirmed():
            return replace(_decided(state, event.visit), steps=(*_known(state).steps, event.step))
        case FindingDismissed():
            return _decided(state, event.visit)
    raise TypeError(f"not an event of discipline: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class NothingFound(Unknown):
    """No finding about this visit waits for a decision. Facts: visit."""

    code = "discipline.nothing_found"


class StepNotProposed(Refused):
    """Facts: proposed."""

    code = "discipline.step_not_proposed"


class FinderDecides(Forbidden):
    """Who found the false record does not decide on it."""

    code = "discipline.finder_decides"


def proposed(state: State | None, steps: Sequence[str]) -> str:
    """The step after those confirmed; the last one stays."""
    return steps[min(len(state.steps) if state else 0, len(steps) - 1)]


def find(
    state: State | None, *, community: CommunityId, warden: WardenId, visit: VisitId, found_by: str, steps: Sequence[str], clause: str
) -> Events:
    """steps, clause: the profile's."""
    if state is not None and (visit in state.waiting or visit in state.decided):
        return ()
    found = FalseRecordFound(
        community=community, warden=warden, visit=visit, found_by=found_by, proposes=proposed(state, steps), clause=clause
    )
    return (found,)


def confirm(state: State | None, visit: VisitId, *, step: str, by: str, steps: Sequence[str], document: str) -> Events:
    here = _waiting(state, visit, by)
    if step != (wanted := proposed(here, steps)):
        raise StepNotProposed(proposed=wanted)
    return (StepConfirmed(visit=visit, step=step, confirmed_by=by, document=document),)


def dismiss(state: State | None, visit: VisitId, *, by: str, why: str, note: Sealed) -> Events:
    """why: looked at for being there; what is stored is the sealed note."""
    _waiting(state, visit, by)
    require_reason(why)
    return (FindingDismissed(visit=visit, dismissed_by=by, note=note),)


def _waiting(state: State | None, visit: VisitId, by: str) -> State:
    if state is None or visit not in state.waiting:
        raise NothingFound(visit=visit)
    if state.waiting[visit] == by:
        raise FinderDecides()
    return state


def _decided(state: State | None, visit: VisitId) -> State:
    before = _known(state)
    left = {one: found_by for one, found_by in before.waiting.items() if one != visit}
    return replace(before, waiting=left, decided=before.decided | {visit})


def _known(state: State | None) -> State:
    if state is None:
        raise NothingFound(visit=None)
    return state
