"""The library of service cases (服务案例整理归档): written by the desk, approved by another, looked up for the next of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from api import models, personal
from api.books import reading
from api.books.act import Act, Asked, Book, Call
from api.commands.evidence import hold
from api.context import Ctx
from api.vault import Erased
from domain import household, ticket
from domain.governance import solved_case
from domain.governance.solved_case import Status
from domain.ids import CaseId, HouseholdId, TicketId
from domain.likeness import likeness
from domain.schema import Events
from domain.values import Sealed
from projections.statements import Row

Words = Annotated[models.Line, Field(min_length=1, max_length=2000)]
WORDS = ("title", "problem", "remedy")
REVIEWERS = ("desk", "approver", "auditor")
SUGGESTED, LEAST = "case.suggested", "case.likeness_percent"


class Written(models.Reasoned):
    """Without names, numbers, doors: what was asked, what was done."""

    title: Annotated[models.Short, Field(min_length=1)]
    problem: Words
    remedy: Words


class CaseGiven(Written):
    ticket: models.Ticket


class Answered(models.Told):
    """text: why; sealed."""


def _draft(call: Call) -> Events:
    stream = TicketId(call.body.ticket)
    of = hold(call.ctx, stream, ticket.fold).state  # reopened meanwhile, it was still finished when this was written
    if of is None or of.community != call.community:
        raise ticket.TicketUnknown()
    finished = of.status is ticket.Status.CLOSED
    given = {"case": CaseId(call.stream), "community": call.community, "ticket": stream, "is_finished": finished, "by": call.by}
    known = {"number": of.number, "category": of.category, "content": _sealed(call), "personal": _personal(call, stream, _said(call.body))}
    return solved_case.draft(call.state, **given, **known)


def _revise(call: Call) -> Events:
    known = solved_case.existing(call.state)
    found = _personal(call, known.ticket, _said(call.body))
    return solved_case.revise(known, content=_sealed(call), personal=found, by=call.by)


def _give_back(call: Call) -> Events:
    return solved_case.give_back(call.state, reason=call.body.text, why=call.seal(why=call.body.text), by=call.by)


def _publish(call: Call) -> Events:
    known = solved_case.existing(call.state)
    found = _personal(call, known.ticket, " ".join(_opened(call, known.content).values()))
    return solved_case.publish(known, personal=found, by=call.by)


def _withdraw(call: Call) -> Events:
    return solved_case.withdraw(call.state, reason=call.body.text, why=call.seal(why=call.body.text), by=call.by)


def _said(body: Written) -> str:
    return " ".join((body.title, body.problem, body.remedy))


def _sealed(call: Call) -> Sealed:
    return call.seal(**{name: getattr(call.body, name) for name in WORDS})


def _personal(call: Call, stream: TicketId, words: str) -> tuple[str, ...]:
    return solved_case.personal_in(words, _people(call, stream))


def _people(call: Call, stream: TicketId) -> Iterator[tuple[str, str]]:
    """(kind, value) of whoever asked and of the household it was asked for, as the vault knows them; nobody is shown them here."""
    first = call.ctx.journal.read(stream)[0].body
    boxes = [first.reporter] if first.reporter else []
    if first.household:
        living = hold(call.ctx, HouseholdId(first.household), household.fold).state
        boxes += [member.sealed for member in living.members] if living else []
    for content in call.ctx.vault.open_many(boxes):
        if not isinstance(content, Erased):
            yield from ((kind, str(content[kind])) for kind in ("name", "phone", "id_number") if content.get(kind))


def _opened(call: Call, box: Sealed) -> dict[str, Any]:
    content = call.ctx.vault.open(box)
    return {} if isinstance(content, Erased) else content


def published(asked: Asked) -> list[dict[str, Any]]:
    """The cases that anybody may read, the newest first; one whose key is gone is left out."""
    return _told(asked, [row for row in asked.lines("cases") if row["status"] == Status.PUBLISHED])


def _told(asked: Asked, rows: list[Row]) -> list[dict[str, Any]]:
    boxes = [box for row in rows if (box := personal.sealed(row["content"])) is not None]
    found = zip(rows, asked.ctx.vault.open_many(boxes), strict=True)
    told = [_shown(row) | content for row, content in found if not isinstance(content, Erased)]
    return told[::-1]


def _shown(row: Row) -> dict[str, Any]:
    named = {name: row[name] for name in ("case", "ticket", "category", "status", "drafted_by")}
    return named | {"approved_by": row.get("approved_by"), "since": row["since"]}


def _library(asked: Asked) -> Mapping[str, Any]:
    """Published cases; for who writes, approves and audits them, those that wait as well."""
    waiting = [row for row in asked.lines("cases") if row["status"] in (Status.DRAFTED, Status.RETURNED)]
    if asked.ctx.actor.role not in REVIEWERS:
        return {"cases": published(asked), "waiting": len(waiting)}
    return {"cases": published(asked), "waiting": _told(asked, waiting)}


def _public(asked: Asked) -> Mapping[str, Any]:
    shown = ("category", *WORDS)
    return {"cases": [{name: one[name] for name in shown} for one in published(asked)]}


def similar(asked: Asked, text: str, category: str = "") -> list[dict[str, Any]]:
    """Published cases most like a text, those of its own category first; below the profile's least likeness none."""
    least, most = asked.profile.number(LEAST) / 100, asked.profile.number(SUGGESTED)
    scored = ((likeness(text, f"{one['title']} {one['problem']}"), one) for one in published(asked))
    found = [(one["category"] != category, -score, one | {"likeness": round(score, 3)}) for score, one in scored if score >= least]
    return [one for _, _, one in sorted(found, key=lambda each: each[:2])][:most]


def suggested(ctx: Ctx, code: str, text: str, category: str) -> list[dict[str, Any]]:
    """At intake: as far as the library has been read; nobody waits for it."""
    with ctx.office.reading() as connection:
        return similar(reading.asked(ctx, connection, code), text, category)


CASES = Book(
    name="cases",
    zh="服务案例库",
    en="library of service cases",
    kind="cas",
    aggregate=solved_case,
    unknown=solved_case.CaseUnknown,
    opening=Act("draft", CaseGiven, _draft, "整理案例", "write up a case of a closed ticket", ("desk",)),
    acts=(
        Act("revision", Written, _revise, "修改案例", "write it otherwise", ("desk",)),
        Act("return", Answered, _give_back, "退回修改", "give it back to be written otherwise", ("approver",)),
        Act("publication", models.Reasoned, _publish, "审核发布", "approve and publish", ("approver",)),
        Act("withdrawal", Answered, _withdraw, "撤回案例", "withdraw it", ("approver",)),
    ),
    registers=("cases",),
    summary=_library,
    published=_public,
)
