"""A document as of a day that is past.

Read models that keep no history are made anew from what was true by then, whenever it was recorded; the others are asked as of then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from api import shown_events
from api.commands.evidence import EVERYTHING
from api.commands.governance.certificates import types_stream
from api.context import CHINA
from api.documents.question import Document, Question
from domain.errors import Invalid
from domain.ids import community_code
from domain.journal import Recorded
from domain.schema import name_of
from projections import admissions, lineage, meetings, notices, organisations, seals, trail
from projections.replay import replayed
from projections.sheets import Sheets
from projections.trail import Window

OF_NOW = {view.name: view for view in (admissions.VIEW, meetings.VIEW, notices.VIEW, organisations.VIEW, seals.VIEW)}
"""Read models whose rows say how things stand, and not since when."""


class DayAhead(Invalid):
    """Nobody knows yet how it will stand then."""

    code = "document.day_ahead"


@contextmanager
def as_it_stood(document: Document, question: Question) -> Iterator[Question]:
    """The question to what can answer it: of today, or where its read models keep their history, as it is. Raises DayAhead."""
    at, now = question.as_of, question.ctx.now
    if at is None or not document.is_made_anew or question.on == now.astimezone(CHINA).date():
        yield question
        return
    if at > now:
        raise DayAhead()
    views = [OF_NOW[name] for name in document.views if name in OF_NOW]
    events, names = _true_by(question, at, views), [one.name for one in views]
    with replayed(question.ctx.office.databases.project, names, events, beside_live=True) as then:
        yield replace(question, ctx=replace(question.ctx, now=at), connection=then, made_at=now)


def _true_by(question: Question, at: datetime, views: Sequence[Sheets]) -> list[Recorded]:
    """Of the communities whose registers this one keeps today, and of their district's catalogue, in the order of the journal."""
    window = Window(as_of=at, names=sorted({name_of(event) for view in views for event in view.events}), limit=EVERYTHING)
    with question.ctx.office.reading() as connection:
        own = trail.of_communities(connection, lineage.holding(connection, question.community), window)
    catalogue = question.ctx.journal.read(types_stream(community_code(question.community)))
    others = [one for one in catalogue if one.meta.effective_at <= at and one.name in window.names]
    shown = shown_events.at(question.ctx, [line["position"] for line in own], whole=True)
    begun: set[str] = set()
    told = []
    for one in sorted((*shown, *others), key=lambda one: one.position):
        if one.version == 1 or one.stream in begun:  # nothing goes on that had not begun then
            begun.add(one.stream)
            told.append(one)
    return told
