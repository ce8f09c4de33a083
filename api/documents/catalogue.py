"""Every document there is, and how one is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api import ledgers
from api.context import CHINA, Actor
from api.documents import contact_cards, hand_over, meeting, sheet, shelf, tables, weekly
from api.documents.past import as_it_stood
from api.documents.press import press
from api.documents.question import Content, Document, DocumentUnknown, FormUnknown, NoHistory, Question
from api.ledgers import Generated
from api.problems import RoleForbidden

ALL = (
    sheet.SHEET,
    weekly.WEEKLY,
    *contact_cards.CARDS,
    meeting.AGENDA,
    meeting.MINUTES,
    hand_over.HAND_OVER,
    *tables.TABLES,
)
DOCUMENTS: Mapping[str, Document] = {one.key: one for one in ALL}
KINDS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def document_of(key: str, of: str, form: str, actor: Actor, *, is_past: bool = False) -> Document:
    """Raises DocumentUnknown, FormUnknown, RoleForbidden, NoHistory."""
    known = {one.key: one for one in DOCUMENTS.values() if one.of == of}
    if key not in known:
        raise DocumentUnknown(known=sorted(known))
    found = known[key]
    if form not in found.forms:
        raise FormUnknown(document=key, known=list(found.forms))
    if found.roles and actor.role not in found.roles:
        raise RoleForbidden(needs=found.roles)
    if is_past and (not found.has_history or (found.is_made_anew and actor.role == "warden")):
        raise NoHistory(document=key)
    return found


def made(document: Document, question: Question, form: str) -> bytes:
    """The document as a file. Raises what its content and its template refuse."""
    folder = question.ctx.office.settings.templates
    with as_it_stood(document, question) as asked:
        if form == "xlsx":
            return ledgers.as_xlsx(_rows(document, asked))
        content = filled(document, asked)
    return press(shelf.template(folder, document.template, form), form, content, asked.made)


def filled(document: Document, question: Question) -> Content:
    """What its template gets."""
    told = document.make(question)
    return tables.content(question, document.key, told) if isinstance(told, Generated) else told


def _rows(document: Document, question: Question) -> Generated:
    told = (document.table or document.make)(question)
    assert isinstance(told, Generated), f"{document.key} is offered as XLSX and makes no table"
    day = (("截至", "as of", question.on.isoformat()),) if question.as_of is not None else ()
    return replace(told, at=question.made.astimezone(CHINA), notes=(*told.notes, *day))


def listed(of: str | None = None) -> list[dict[str, Any]]:
    """Which documents there are. of: community, meeting or plan."""
    return [
        {
            "document": one.key,
            "title": one.title(),
            "title_en": one.title("en"),
            "of": one.of,
            "forms": list(one.forms),
            "template": one.template,
            "has_history": one.has_history,
        }
        for one in DOCUMENTS.values()
        if of in (None, one.of)
    ]


def file_name(document: Document, question: Question, form: str) -> str:
    """As it lies in somebody's folder: 民情图-锦绣社区-20261122.pdf."""
    return f"{document.title()}-{question.name}-{question.on:%Y%m%d}.{form}"
