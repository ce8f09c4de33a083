"""What is published in editions: commitments to residents, the rule documents of a subdistrict. They read as registers, publicly."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints

from api import models
from api.calls import Command, command
from api.commands.governance import promises as commands
from api.routes.governance.reading import Key
from domain.governance.commitments import Clock, Promise
from domain.governance.rule_documents import Kind, Wording

router = APIRouter(prefix="/api", tags=["服务承诺与制度 · promises"])
Blank = Annotated[models.Line, Field(max_length=4000)]
"""May be left blank: the refusal then says which of the four fields are missing."""
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
KindGiven = Literal["workflow", "proxy_procedure", "commitment", "accountability", "supervision"]
Publisher, Approver = Depends(command("desk", "planner")), Depends(command("planner", "approver"))


class PromiseGiven(models.Reasoned):
    """content, procedure, limit with its clock, standard: the four fields. The same key again is a revision and needs a document."""

    key: Key
    title: models.Short
    category: Key
    content: Blank = ""
    procedure: Blank = ""
    limit: Annotated[int, Field(ge=0, le=3650)] = 0
    clock: Literal["working_days", "working_hours", "days", "on_the_spot"] = "working_days"
    standard: Blank = ""

    def promise(self) -> Promise:
        return Promise(self.title, self.category, self.content, self.procedure, self.limit, Clock(self.clock), self.standard)


class Withdrawing(models.Reasoned):
    key: Key


class RulesGiven(models.Reasoned):
    """words: what residents read."""

    kind: KindGiven
    title: models.Short
    words: Words


class Repealing(models.Reasoned):
    kind: KindGiven


@router.post("/communities/{code}/commitments", status_code=201)
def promise(code: str, body: PromiseGiven, call: Command = Publisher) -> dict[str, Any]:
    return call.run(lambda ctx: commands.promise(ctx, code, body.key, body.promise()), **body.given())


@router.post("/communities/{code}/commitments/withdrawal")
def withdraw(code: str, body: Withdrawing, call: Command = Publisher) -> dict[str, Any]:
    return call.run(lambda ctx: commands.withdraw(ctx, code, body.key), **body.given())


@router.post("/communities/{code}/rule-documents", status_code=201)
def publish_rules(code: str, body: RulesGiven, call: Command = Approver) -> dict[str, Any]:
    """For its subdistrict; the same kind again is the next edition."""
    wording = Wording(body.title, body.words)
    return call.run(lambda ctx: commands.publish_rules(ctx, code, Kind(body.kind), wording), **body.given())


@router.post("/communities/{code}/rule-documents/repeal")
def repeal_rules(code: str, body: Repealing, call: Command = Approver) -> dict[str, Any]:
    return call.run(lambda ctx: commands.repeal_rules(ctx, code, Kind(body.kind)), **body.given())
