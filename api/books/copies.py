"""Electronic copies: certified once, reused, a second demand for the original reported (电子件认证、互认、重复要求)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from api import models
from api.books.act import Act, Asked, Book, Call, Named
from domain import household
from domain.governance import electronic_copy
from domain.ids import CopiesId, HouseholdId, PersonId, TicketId, copies_id
from domain.schema import Events

RULE = "document.reused"


class CopyGiven(models.Told):
    """text: number and what else the paper says, sealed under the person's key. until: the last day it is valid."""

    household: models.Household
    person: models.PersonKey
    paper: Named
    until: models.Day | None = None


class Reuse(models.Reasoned):
    paper: Named
    department: Named
    ticket: models.Ticket | None = None


class Demand(models.Reasoned):
    paper: Named
    department: Named


def _certify(call: Call) -> Events:
    body, person = call.body, PersonId(call.body.person)
    home = call.look(HouseholdId(body.household), household.fold).state
    is_here = home is not None and home.community == call.community and person in home.persons
    given = {"copies": CopiesId(call.stream), "community": call.community, "person": person, "is_here": is_here, "paper": body.paper}
    told = {"until": body.until, "on": call.on, "by": call.by, "clause": call.clause(RULE)}
    return electronic_copy.certify(call.state, **given, **told, content=call.seal(person, content=body.text))


def _reuse(call: Call) -> Events:
    ticket = TicketId(call.body.ticket) if call.body.ticket else None
    return electronic_copy.reuse(call.state, paper=call.body.paper, department=call.body.department, ticket=ticket, on=call.on)


def _demand(call: Call) -> Events:
    given = {"paper": call.body.paper, "department": call.body.department, "on": call.on, "by": call.by}
    return electronic_copy.report_demand(call.state, **given, clause=call.clause(RULE))


def _counts(asked: Asked) -> Mapping[str, Any]:
    """How many copies are held, how often they spared somebody a way, and which departments still asked for the original."""
    return {
        "held": len(asked.lines("copies")),
        "reused": len(asked.lines("copy_uses")),
        "demanded_again": Counter(row["department"] for row in asked.lines("copy_demands")),
    }


DESK, OFFICE = ("desk",), ("desk", "auditor")
COPIES = Book(
    name="copies",
    zh="电子件互认",
    en="electronic copies",
    kind="cpy",
    stream=lambda _, __, body: copies_id(PersonId(body.person)),
    aggregate=electronic_copy,
    unknown=electronic_copy.CopiesUnknown,
    opening=Act("certify", CopyGiven, _certify, "认证", "certify a copy", DESK),
    acts=(
        Act("reuse", Reuse, _reuse, "复用", "give a copy instead of the original", DESK),
        Act("demand", Demand, _demand, "反映重复要求原件", "report a demand for the original of what is held", ("desk", "warden")),
    ),
    registers=("copies", "copy_uses", "copy_demands"),
    summary=_counts,
    readers=("desk", "warden", "auditor", "approver"),
)
