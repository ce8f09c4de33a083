"""What an auditor looks for: late entries, corrections, plans enacted after their day, what was refused, what no read model could take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from psycopg import Connection

from api import shown_events
from api.auditing.history import page
from api.auditing.righted import righted
from api.auditing.sheets import Told
from api.auditing.subjects import in_sight, require_reader, subject_of
from api.commands.evidence import day_of
from api.context import Ctx
from api.personal import sealed
from api.scope import inside
from api.vault import Erased
from domain import correction, household
from domain.glossary import event_labels
from domain.journal import Recorded
from domain.values import Sealed
from projections import runner, trail
from projections.statements import Row
from projections.trail import Span

CORRECTION = ("correction", "household", "person", "part", "fields", "proposed_by", "proposed_at", "outcome", "decided_by", "decided_at")
CORRECTION += ("document", "community", "position", "effect")
CORRECTING = ("correction.proposed", "visit.correction_proposed", "visit.corrected")
PARKED = ("view", "stream", "position", "community", "fault")
REFUSING = ("refused", "rejected", "declined", "dismissed", "returned")
ENACTING = ("plan.enacted", "community.merged_into", "community.dissolved")


def late(ctx: Ctx, by: timedelta, span: Span, account: str | None = None) -> Told:
    """counts: by community and account how many, and the longest in days; what a clock made up for after a stop too, as role clock."""
    with inside(ctx) as connection:
        counts = trail.late_counts(connection, by, span)

    def find(connection: Connection[Any]) -> list[Row]:
        return trail.late(connection, by, replace(span, limit=span.limit + 1), account)

    more = {"days": by.days, "counts": [one | {"longest": one["longest"].days} for one in counts]}
    return page(ctx, "late", find, span.limit, more)


def events(ctx: Ctx, span: Span, names: Sequence[str], community: str | None = None) -> Told:
    """Whatever was recorded in a period, in the order of the journal. names: as `history.names_like` takes them."""
    kinds = tuple(each for each in names if each.endswith("."))
    known = [name for name in event_labels() if not names or name in names or name.startswith(kinds)]
    asked = span if community is None else replace(span, communities=_registers(ctx, community))

    def find(connection: Connection[Any]) -> list[Row]:
        return trail.named(connection, known, replace(asked, limit=span.limit + 1))

    return page(ctx, "events", find, span.limit, {"community": community})


def retroactive(ctx: Ctx, span: Span) -> Told:
    """Plans and mergers recorded on a day after the one from which they hold."""

    def find(connection: Connection[Any]) -> list[Row]:
        found = trail.named(connection, ENACTING, replace(span, limit=_ALL))
        return [row for row in found if day_of(row["effective_at"]) < day_of(row["recorded_at"])][: span.limit + 1]

    return page(ctx, "retroactive", find, span.limit, {})


def refused(ctx: Ctx, span: Span) -> Told:
    """What somebody decided against: a report rejected, a task refused, a finding dismissed, a request declined."""
    names = [name for name in event_labels() if name.endswith(REFUSING)]

    def find(connection: Connection[Any]) -> list[Row]:
        return trail.named(connection, names, replace(span, limit=span.limit + 1))

    return page(ctx, "refused", find, span.limit, {})


def parked(ctx: Ctx) -> Told:
    """Streams that a read model could not take, from which position on; fault: the kind alone, never the text."""
    with ctx.office.reading() as connection:
        found = runner.parked(connection)
    with inside(ctx) as connection:
        owners = trail.communities_of(connection, [stream for _, stream, _, _ in found])
    seen = in_sight(ctx)
    told = [
        dict(zip(PARKED, (view, stream, position, owners.get(stream), error.partition(":")[0]), strict=True))
        for view, stream, position, error in found
    ]
    return _table("parked", [one for one in told if seen is None or one["community"] in seen], PARKED, None)


def corrections(ctx: Ctx, span: Span) -> Told:
    """Every correction proposed in a period: of whose file, which fields (never what they said), by whom, and who decided what on it."""
    with inside(ctx) as connection:
        found = trail.named(connection, CORRECTING, replace(span, limit=span.limit + 1))
    shown = found[: span.limit]
    recorded = shown_events.at(ctx, [row["position"] for row in shown])
    told = [_correction(ctx, one) if isinstance(one.body, correction.Proposed) else righted(ctx, one) for one in recorded]
    told = [one for one in told if one is not None]
    return _table("corrections", told, CORRECTION, shown[-1]["position"] if len(found) > span.limit else None)


def _correction(ctx: Ctx, proposed: Recorded) -> Row:
    """effect: position of the event that put the file right."""
    body = proposed.body
    assert isinstance(body, correction.Proposed)
    decided = next((one for one in shown_events.stream(ctx, proposed.stream) if one.position > proposed.position), None)
    whole = ctx.journal.read(body.household)
    effect = next((one for one in whole if getattr(one.body, "correction", None) == body.correction), None)
    before = [one for one in whole if one.position < (effect or proposed).position]
    outcome = None if decided is None else decided.name.rpartition(".")[2]
    return {
        "correction": body.correction,
        "household": body.household,
        "person": body.person,
        "part": "door" if body.person is None else "person",
        "fields": _changed_fields(ctx, _filed(before, body), body.content),
        "proposed_by": body.proposed_by,
        "proposed_at": proposed.recorded_at,
        "outcome": outcome,
        "decided_by": decided and decided.meta.actor,
        "decided_at": decided and decided.recorded_at,
        "document": (decided and (getattr(decided.body, "document", "") or decided.meta.document)) or "",
        "community": body.community,
        "position": proposed.position,
        "effect": effect and effect.position,
    }


def _filed(before: list[Recorded], body: correction.Proposed) -> Sealed | None:
    """What the file said until then."""
    state = household.fold(one.body for one in before)
    if state is None or body.person is None:
        return state and state.door
    return next((one.sealed for one in state.members if one.person == body.person), None)


def _changed_fields(ctx: Ctx, before: Sealed | None, after: Sealed) -> list[str] | None:
    """The names of the fields that differ: values never leave this function. None: one of the two is erased."""
    boxes = [box for box in (sealed(before), after) if box is not None]
    opened = ctx.vault.open_many(boxes)
    if len(opened) < 2 or any(isinstance(one, Erased) for one in opened):
        return None
    old, new = opened
    assert isinstance(old, dict) and isinstance(new, dict)
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _registers(ctx: Ctx, code: str) -> list[str]:
    """A community's registers and those it keeps. Raises SubjectUnknown, NotYours."""
    asked = subject_of(ctx, code, "com")
    require_reader(ctx, asked)
    return list(asked.communities)


def _table(question: str, lines: list[Row], columns: tuple[str, ...], following: int | None) -> Told:
    named = tuple(f"audit.{column}" for column in columns)
    cells = [{f"audit.{name}": "、".join(cell) if isinstance(cell, list) else cell for name, cell in one.items()} for one in lines]
    return Told(question, lines, named, cells, following)


_ALL = 2**31 - 1
