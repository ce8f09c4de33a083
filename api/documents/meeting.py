"""A meeting on paper: its agenda before it, its minutes afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from api import personal
from api.documents.question import ANEW, Document, Question
from api.documents.wording import moment, people, word
from api.problems import RoleForbidden
from domain.governance.meeting import MeetingUnknown
from projections import grids, meetings, ticket_board
from projections.statements import Row

VIEWS = (meetings.NAME, ticket_board.VIEW.name, "grids", "responsibility")
MAY_OPEN = ("desk", "auditor")
"""Who reads what was decided, each time for a purpose."""


def agenda(question: Question) -> dict[str, Any]:
    """Raises MeetingUnknown."""
    row = _row(question)
    return _told(question, row, "agenda") | {
        "tickets": [_on_the_agenda(question, one) for one in row["agenda"]],
        "leaves": [{"name": one, "granted": granted} for one, granted in _leaves(question, row)],
    }


def minutes(question: Question) -> dict[str, Any]:
    """Decisions in words for a purpose, which is written down; otherwise that they were taken. Raises MeetingUnknown, RoleForbidden."""
    if question.purpose is not None and question.ctx.actor.role not in MAY_OPEN:
        raise RoleForbidden(needs=MAY_OPEN)
    row = _row(question)
    names = people(question, (*row["called"], *row["came"], *row["late"]))
    on_leave = [one["who"] for one in row["leaves"] if one["granted"]]
    sealed = meetings.meeting_of(question.connection, question.subject) or {}
    return _told(question, row, "minutes") | {
        "is_held": row["status"] != "convened",
        **{part: [names.get(one, one) for one in row[part]] for part in ("came", "late", "absent")},
        "on_leave": [names.get(one, one) for one in on_leave],
        "opened_for": question.purpose or "",
        "decisions": [_decision(question, one) for one in sealed["decisions"]],
        "results": [{"number": one["number"], "told": one["told"]} for one in row["results"]],
        "published_at": row["published_at"] and moment(row["published_at"]),
    }


def _row(question: Question) -> Row:
    found = meetings.meetings(question.connection, question.archive.communities)
    known = next((one for one in found if one["meeting"] == question.subject), None)
    if known is None:
        raise MeetingUnknown()
    return known


def _told(question: Question, row: Row, key: str) -> dict[str, Any]:
    names = people(question, row["called"])
    return question.head(key) | {
        "meeting": row["title"],
        "starts": moment(row["starts_at"]),
        "called": [names[one] for one in row["called"]],
        "is_private": row["is_private"],
    }


def _leaves(question: Question, row: Row) -> Iterable[tuple[str, str]]:
    names = people(question, (one["who"] for one in row["leaves"]))
    return ((names[one["who"]], word("leave", one["granted"])) for one in row["leaves"])


def _on_the_agenda(question: Question, one: Row) -> dict[str, Any]:
    """What it is and why it is there; what was said of it stays sealed."""
    found = ticket_board.ticket(question.connection, one["ticket"], question.then) or {}
    categories = question.profile.categories
    building = grids.building(question.connection, found["building"], question.then) if found.get("building") else None
    return {
        "number": found.get("number") or one["ticket"],
        "category": categories[found["category"]].title if found.get("category") in categories else found.get("category") or "",
        "why": word("why", one["why"]),
        "place": (building and (building["address"] or building["name"])) or "",
        "level": word("level", found.get("level")),
        "status": word("ticket", found.get("status")),
        "due": moment(found["due_at"]) if found.get("due_at") else "",
    }


def _decision(question: Question, one: Row) -> dict[str, Any]:
    words = personal.read(question.ctx, one["content"], question.purpose) if question.purpose is not None else {}
    return {
        "number": one["number"],
        "step": word("step", one["step"]),
        "is_confidential": one["is_confidential"],
        "text": words.get("text") or "",
        "tickets": [_number(question, each) for each in one["tickets"]],
        "carried_by": [_number(question, each) for each in one["carried_by"]],
    }


def _number(question: Question, ticket: str) -> str:
    return (ticket_board.ticket(question.connection, ticket, question.then) or {}).get("number") or ticket


AGENDA = Document("agenda", ("pdf", "docx"), "agenda", VIEWS, agenda, of="meeting", **ANEW)
MINUTES = Document("minutes", ("pdf", "docx"), "minutes", VIEWS, minutes, of="meeting", **ANEW)
