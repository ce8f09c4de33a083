"""What is done to personal data on request: proposed at the desk, confirmed by a second person."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from pydantic import Field, StringConstraints

from api import models
from api.calls import Command, allow, command, office_of
from api.commands import erasing
from api.commands.evidence import require_community
from api.context import Actor, Ctx
from api.scope import in_community
from api.scoped import reading
from api.search.mentions import READERS, mentioned
from domain import personal_record
from domain.ids import PersonalMeasureId, community_id
from domain.personal_record import Measure, MeasureUnknown
from projections import personal_records

router = APIRouter(prefix="/api", tags=["个人信息 · personal data"])
MeasurePath = Annotated[str, Path(pattern="^pms-[0-9a-z]{4,40}$")]
Proposer = Depends(command("desk", "planner", "admin"))
Second = Depends(command("approver", "admin"))


class MeasureGiven(models.Given):
    """subject: hh-…, psn-…, tkt-… and other ids. ground: of personal_record.CLAUSES. note: the words of who asked, sealed."""

    subject: Annotated[str, StringConstraints(pattern="^[a-z]{2,3}-[0-9a-z]{4,40}$")]
    measure: Measure
    ground: models.Short
    document: models.Short
    note: models.Short = ""


class Sought(models.Given):
    """words: as they may stand in a text: a name, a telephone, a number."""

    words: Annotated[models.Line, Field(min_length=2, max_length=40)]
    purpose: models.Text


@router.post("/personal-measures", status_code=201)
def propose(body: MeasureGiven, call: Command = Proposer) -> dict[str, Any]:
    """Erase, restrict to storage, or lift a restriction. Nothing happens until a second person confirms it."""
    return call.run(
        lambda ctx: erasing.propose(_in_reach(ctx, body.subject), body.subject, body.measure, body.ground, body.note),
        document=body.document,
    )


@router.post("/personal-measures/{stream}/confirmation")
def confirm(stream: MeasurePath, call: Command = Second) -> dict[str, Any]:
    """The keys are destroyed before the answer comes; nothing brings back what they sealed."""
    return call.run(lambda ctx: erasing.confirm(_ours(ctx, stream), PersonalMeasureId(stream)))


@router.post("/personal-measures/{stream}/rejection")
def reject(stream: MeasurePath, call: Command = Second) -> dict[str, Any]:
    return call.run(lambda ctx: erasing.reject(_ours(ctx, stream), PersonalMeasureId(stream)))


@router.get("/communities/{code}/personal-measures")
def measures(
    code: str, request: Request, actor: Actor = Depends(allow("desk", "planner", "admin", "approver", "auditor"))
) -> dict[str, Any]:
    """Newest first: who asked what of whose data, who decided, by which clause and document. Nothing personal."""
    with reading(request, actor, code, personal_records.NAME) as (connection, community):
        return {"measures": personal_records.measures(connection, community)}


@router.post("/communities/{code}/mentions")
def mentions(code: str, body: Sought, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """In which tickets, minutes, certificates and calls somebody is named, to be erased record by record; never the text. Posted, so that
    the name stands in no address; nothing is written but the log of readings."""
    return {"found": mentioned(office_of(request).ctx(actor), community_id(code), body.words, body.purpose)}


def _in_reach(ctx: Ctx, subject: str) -> Ctx:
    require_community(ctx, erasing.community_of(ctx, subject))
    return ctx


def _ours(ctx: Ctx, stream: str) -> Ctx:
    return in_community(ctx, stream, personal_record.fold, MeasureUnknown)
