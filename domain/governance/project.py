"""A community's project of the year (社区服务项目): proposed, claimed by whoever carries it out, audited by a third party.

The law it keeps: claimed once; audited by a body that neither proposed nor claimed it, after it was claimed; an audit is told whole, also
where the project failed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import reduce

from domain.errors import Forbidden, Invalid, Refused, Unknown
from domain.ids import CommunityId, ProjectId
from domain.required import require_document, require_name
from domain.schema import Event, Events, event


class Stage(StrEnum):
    PROPOSED = "proposed"
    CLAIMED = "claimed"
    AUDITED = "audited"


# Stored formats: change only with an upcast and a golden file.


@event("project.proposed")
class ProjectProposed:
    """year: of which it is. proposer: a body, no person."""

    project: ProjectId
    community: CommunityId
    year: int
    title: str
    proposer: str
    yuan: int
    on: date


@event("project.claimed")
class ProjectClaimed:
    """claimant: the body that carries it out."""

    claimant: str
    claimed_on: date


@event("project.audited")
class ProjectAudited:
    """auditor: the third party. is_sound: carried out and the money spent as said."""

    auditor: str
    is_sound: bool
    spent_yuan: int
    audited_on: date
    report: str
    clause: str


@dataclass(frozen=True, slots=True)
class State:
    project: ProjectId
    community: CommunityId
    proposer: str
    yuan: int
    stage: Stage = Stage.PROPOSED
    claimant: str = ""


def evolve(state: State | None, event: Event) -> State:
    if isinstance(event, ProjectProposed):
        return State(event.project, event.community, event.proposer, event.yuan)
    known = existing(state)
    match event:
        case ProjectClaimed():
            return replace(known, stage=Stage.CLAIMED, claimant=event.claimant)
        case ProjectAudited():
            return replace(known, stage=Stage.AUDITED)
    raise TypeError(f"not an event of a project: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def existing(state: State | None) -> State:
    if state is None:
        raise ProjectUnknown()
    return state


class ProjectUnknown(Unknown):
    code = "project.unknown"


class YearOther(Invalid):
    """Projects are proposed for this year or the next. Facts: year, this_year."""

    code = "project.year_other"


class StageOther(Refused):
    """Facts: stage."""

    code = "project.stage_other"


class AuditorInterested(Forbidden):
    """引入第三方机构: neither the proposer nor the claimant. Facts: clause."""

    code = "project.auditor_interested"


def propose(
    state: State | None, *, project: ProjectId, community: CommunityId, year: int, title: str, proposer: str, yuan: int, on: date
) -> Events:
    if state is not None:
        return ()
    require_name(title)
    require_name(proposer)
    if year not in (on.year, on.year + 1):
        raise YearOther(year=year, this_year=on.year)
    return (ProjectProposed(project=project, community=community, year=year, title=title, proposer=proposer.strip(), yuan=yuan, on=on),)


def claim(state: State | None, *, claimant: str, on: date) -> Events:
    known, body = existing(state), claimant.strip()
    require_name(body)
    if known.stage is Stage.CLAIMED and known.claimant == body:
        return ()
    _require(known, Stage.PROPOSED)
    return (ProjectClaimed(claimant=body, claimed_on=on),)


def audit(state: State | None, *, auditor: str, is_sound: bool, spent_yuan: int, on: date, report: str, clause: str) -> Events:
    """report: number or title of the audit's report. Source: policies key "project.audited"."""
    known, body = existing(state), auditor.strip()
    _require(known, Stage.CLAIMED)
    require_name(body)
    require_document(report)
    if body in (known.claimant, known.proposer):
        raise AuditorInterested(value=1, limit=0, clause=clause)
    return (ProjectAudited(auditor=body, is_sound=is_sound, spent_yuan=spent_yuan, audited_on=on, report=report, clause=clause),)


def _require(known: State, stage: Stage) -> None:
    if known.stage is not stage:
        raise StageOther(stage=known.stage)
