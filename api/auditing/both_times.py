"""What was true on a day, as it was known at a moment.

The read models hold one of the two times only: they tell what is true of a day as it is known now. So this folds the journal itself, up to
`known_at`, with the functions that decisions use, the facts in the order in which they became true: exact, and a few streams to a question.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from api import doors
from api.auditing.known import Known, Reading
from api.auditing.lines import line
from api.auditing.plain import flat
from api.auditing.sheets import Told, field_words, words
from api.auditing.subjects import Subject, require_shown
from api.auditing.truths import TRUTHS, Line
from api.context import Ctx
from api.scope import inside
from domain.errors import Invalid
from domain.journal import Recorded
from projections import trail
from projections.statements import Row
from projections.trail import Window

FIELDS = ("audit.field", "audit.then", "audit.now", "audit.differs")
MORE = 1000
"""So many lines about a subject are looked through for what was told since."""


class NoTruth(Invalid):
    """Facts: known (kinds of which a state can be told as of both times)."""

    code = "audit.no_state"


def truth(ctx: Ctx, subject: Subject, on: datetime, known_at: datetime) -> Told:
    """then: as known at that moment; now: as known now; differs: fields that are not the same; lines: what was recorded between the two
    moments about that day or before, of this subject. None: not yet known, or not there on the day. Raises NoTruth, NotYours."""
    if subject.kind not in TRUTHS:
        raise NoTruth(known=sorted(TRUTHS))
    require_shown(ctx, subject)
    reading = Reading(ctx)
    where = where_of(ctx, subject)
    then, now = (TRUTHS[subject.kind](Known(reading, at), where, on) for at in (known_at, ctx.now))
    before, after = flat(then or {}), flat(now or {})
    differs = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    cells = [_cell(name, before.get(name), after.get(name)) for name in dict.fromkeys((*before, *after)) if name]
    more = {"subject": subject.id, "as_of": on, "known_at": known_at, "then": then, "now": now, "differs": differs}
    return Told("as_of", [line(one) for one in _told_since(ctx, subject, reading, on, known_at)], FIELDS, cells, None, more)


def where_of(ctx: Ctx, subject: Subject) -> Line:
    """Where its truth is to be looked for."""
    with inside(ctx) as connection:
        communities = [each for one in subject.communities[:1] for each in doors.line_of(connection, one)]
    if subject.kind == "com":
        communities = [subject.id, *communities]
    return Line(subject.id, subject.streams if subject.kind == "bld" else (), tuple(dict.fromkeys(communities)))


def _told_since(ctx: Ctx, subject: Subject, reading: Reading, on: datetime, known_at: datetime) -> list[Recorded]:
    """What names the subject, and of its own stream everything."""
    with inside(ctx) as connection:
        found: list[Row] = trail.of_subjects(connection, subject.streams, Window(as_of=on, limit=MORE))
    named = {row["position"] for row in found if row["recorded_at"] > known_at}
    return [one for one in reading.told_after(known_at, on) if one.position in named or one.stream in subject.streams]


def _cell(name: str, then: Any, now: Any) -> dict[str, Any]:
    told = {"audit.field": field_words(name), "audit.then": words(then), "audit.now": words(now)}
    return told | {"audit.differs": "≠" if then != now else ""}
