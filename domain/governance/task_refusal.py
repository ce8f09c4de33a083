"""A community refuses work that nobody admitted (可拒绝执行): the clause is quoted, and the register keeps it.

The law it keeps: what stands in the two lists, or was admitted and has not ended, is not refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from domain.errors import Refused
from domain.governance.clauses import clause_of, quote_of
from domain.ids import AdmissionId, CommunityId, TaskRefusalId
from domain.policy import PolicyProfile
from domain.required import require_name
from domain.schema import Event, Events, event


class Asked(StrEnum):
    """What was asked of the community: 任务、台账、达标评比."""

    TASK = "task"
    LEDGER = "ledger"
    CONTEST = "contest"


@event("task.refused")
class TaskRefused:
    """Stored format: change only with an upcast and a golden file. quote: the words the department is answered with."""

    refusal: TaskRefusalId
    community: CommunityId
    department: str
    title: str
    asked: Asked
    clause: str
    quote: str


@dataclass(frozen=True, slots=True)
class State:
    refusal: TaskRefusalId
    community: CommunityId
    title: str


def evolve(state: State | None, event: Event) -> State:
    if not isinstance(event, TaskRefused):
        raise TypeError(f"not an event of a refused task: {event!r}")
    return State(event.refusal, event.community, event.title)


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class TaskListed(Refused):
    """Facts: key, basis."""

    code = "task.listed"


class TaskAdmitted(Refused):
    """Facts: admission."""

    code = "task.admitted"


def refuse(
    state: State | None,
    *,
    refusal: TaskRefusalId,
    community: CommunityId,
    department: str,
    title: str,
    asked: Asked,
    listed: tuple[str, str] | None,
    admitted: AdmissionId | None,
    profile: PolicyProfile,
) -> Events:
    """listed: key and legal basis in the lists of that day; admitted: the admission that holds on that day. Either forbids the refusal."""
    if state is not None:
        return ()
    require_name(department)
    require_name(title)
    if listed:
        raise TaskListed(key=listed[0], basis=listed[1])
    if admitted:
        raise TaskAdmitted(admission=admitted)
    key = "admission.may_refuse"
    refused = TaskRefused(
        refusal=refusal,
        community=community,
        department=department,
        title=title,
        asked=asked,
        clause=clause_of(profile, key),
        quote=quote_of(profile, key),
    )
    return (refused,)
