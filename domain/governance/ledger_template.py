"""Forms of ledgers (台账报表) that departments want of communities: admitted once for a district, filled and reported by the system.

The law it keeps: a form is admitted only over a ledger that the system generates, and what is reported is generated at that moment, its
digest kept: nobody types it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

from domain.errors import Refused, Unknown
from domain.ids import CommunityId, LedgerTemplatesId
from domain.required import require_document, require_name
from domain.schema import Event, Events, event

# Stored formats: change only with an upcast and a golden file.


@event("ledger_template.admitted")
class LedgerTemplateAdmitted:
    """template: short key, for ever. ledger: the generated ledger that fills it."""

    templates: LedgerTemplatesId
    template: str
    title: str
    department: str
    ledger: str
    on: date
    document: str
    clause: str


@event("ledger_template.reported")
class LedgerReported:
    """report: 1, 2, 3… of the district. through: the journal's position it knows. sha256: of the file that was reported."""

    templates: LedgerTemplatesId
    community: CommunityId
    report: int
    template: str
    lines: int
    through: int
    sha256: str
    on: date


@dataclass(frozen=True, slots=True)
class State:
    """admitted: template -> the ledger that fills it."""

    templates: LedgerTemplatesId
    admitted: Mapping[str, str] = field(default_factory=dict)
    reports: int = 0


def evolve(state: State | None, event: Event) -> State:
    match event:
        case LedgerTemplateAdmitted():
            known = state or State(event.templates)
            return replace(known, admitted={**known.admitted, event.template: event.ledger})
        case LedgerReported() if state:
            return replace(state, reports=event.report)
    raise TypeError(f"not an event of ledger templates: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class NotGenerated(Refused):
    """Facts: known (ledgers the system generates), value, limit, clause."""

    code = "ledger_template.not_generated"


class TemplateUnknown(Unknown):
    code = "ledger_template.unknown"


class FilledOtherwise(Refused):
    """Facts: ledger."""

    code = "ledger_template.filled_otherwise"


def admit(
    state: State | None,
    *,
    templates: LedgerTemplatesId,
    template: str,
    title: str,
    department: str,
    ledger: str,
    known: tuple[str, ...],
    on: date,
    document: str,
    clause: str,
) -> Events:
    """known: the ledgers the system generates. Source: policies key "ledger.automatic"."""
    require_name(title)
    require_name(department)
    if ledger not in known:
        raise NotGenerated(known=list(known), value=0, limit=1, clause=clause)
    before = state.admitted.get(template) if state else None
    if before == ledger:
        return ()
    if before is not None:
        raise FilledOtherwise(ledger=before)
    require_document(document)
    return (
        LedgerTemplateAdmitted(
            templates=templates,
            template=template,
            title=title,
            department=department,
            ledger=ledger,
            on=on,
            document=document,
            clause=clause,
        ),
    )


def ledger_of(state: State | None, template: str) -> str:
    """The ledger that fills it. Raises TemplateUnknown."""
    if state is None or template not in state.admitted:
        raise TemplateUnknown()
    return state.admitted[template]


def report(state: State | None, *, community: CommunityId, template: str, lines: int, through: int, sha256: str, on: date) -> Events:
    """lines, through, sha256: of the ledger generated at this moment."""
    ledger_of(state, template)
    assert state is not None
    return (
        LedgerReported(
            templates=state.templates,
            community=community,
            report=state.reports + 1,
            template=template,
            lines=lines,
            through=through,
            sha256=sha256,
            on=on,
        ),
    )
