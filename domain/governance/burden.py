"""What is laid upon a community (负担): tasks, contests, institutions, ledgers, plates, terminals; and what of it was cancelled (四取消).

The law it keeps: nothing new is laid upon it that the profile forbids: a plate outside the permitted ones, a terminal of its own; a ledger,
contest or task needs its place in the two lists or an admission. What stood there before is registered as inherited, to be cancelled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce

from domain.errors import PolicyRefused, Unknown
from domain.governance.clauses import clause_of, value_of
from domain.ids import BurdenId, CommunityId
from domain.policy import PolicyProfile
from domain.required import require_document, require_name
from domain.schema import Event, Events, event


class Kind(StrEnum):
    """任务、评比、机构、台账；牌子、服务终端."""

    TASK = "task"
    CONTEST = "contest"
    INSTITUTION = "institution"
    LEDGER = "ledger"
    PLATE = "plate"
    TERMINAL = "terminal"


ADMITTED_ONLY = (Kind.TASK, Kind.CONTEST, Kind.LEDGER)


# Stored formats: change only with an upcast and a golden file.


@event("burden.registered")
class Registered:
    """basis: key in the two lists or an admission; blank for what was inherited."""

    burden: BurdenId
    community: CommunityId
    kind: Kind
    title: str
    department: str
    is_inherited: bool
    basis: str


@event("burden.cancelled")
class Cancelled:
    document: str
    clause: str


@dataclass(frozen=True, slots=True)
class State:
    burden: BurdenId
    community: CommunityId
    is_cancelled: bool = False


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, Registered):
        return State(event.burden, event.community)
    if isinstance(event, Cancelled) and state is not None:
        return replace(state, is_cancelled=True)
    raise TypeError(f"not an event of a burden: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class BurdenUnknown(Unknown):
    code = "burden.unknown"


class PlateForbidden(PolicyRefused):
    """Facts: permitted, clause."""

    code = "burden.plate_forbidden"


class TerminalForbidden(PolicyRefused):
    """New systems integrate; the community gets no terminal of their own. Facts: clause."""

    code = "burden.terminal_forbidden"


class NotAdmitted(PolicyRefused):
    """Facts: kind, clause."""

    code = "burden.not_admitted"


def register(
    state: State | None,
    *,
    burden: BurdenId,
    community: CommunityId,
    kind: Kind,
    title: str,
    department: str,
    is_inherited: bool,
    basis: str,
    profile: PolicyProfile,
) -> Events:
    """basis: evidence, the list key or admission that holds on the day; blank: none does."""
    if state is not None:
        return ()
    require_name(title)
    require_name(department)
    if not is_inherited:
        _require_allowed(kind, title, basis, profile)
    return (
        Registered(
            burden=burden, community=community, kind=kind, title=title, department=department, is_inherited=is_inherited, basis=basis
        ),
    )


def cancel(state: State | None, *, document: str, profile: PolicyProfile) -> Events:
    if state is None:
        raise BurdenUnknown()
    if state.is_cancelled:
        return ()
    require_document(document)
    return (Cancelled(document=document, clause=clause_of(profile, "burden.cancelled")),)


def _require_allowed(kind: Kind, title: str, basis: str, profile: PolicyProfile) -> None:
    permitted = str(value_of(profile, "plate.permitted", ""))
    if kind is Kind.PLATE and permitted and title not in permitted.split("、"):
        raise PlateForbidden(permitted=permitted, value=kind, limit=permitted, clause=clause_of(profile, "plate.permitted"))
    if kind is Kind.TERMINAL and "register.entered_once" in profile.rules:
        raise TerminalForbidden(value=kind, limit=0, clause=clause_of(profile, "register.entered_once"))
    if kind in ADMITTED_ONLY and not basis:
        raise NotAdmitted(kind=kind, value=0, limit=1, clause=clause_of(profile, "admission.may_refuse"))
