"""Policies that touch residents, consulted on before they are published; summonses of community heads with the consent they need."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field

from api import models
from api.calls import Command, command
from api.commands.governance import consulting as commands
from api.routes.governance.meetings import Accounts
from api.routes.governance.reading import path
from domain.ids import PublicPolicyId, SummonsId

router = APIRouter(prefix="/api", tags=["会商与通知 · consultations"])
Policy, Summons = path("pub"), path("smn")
Count = Annotated[int, Field(ge=0, le=100_000)]
Planner, Approver, Desk = Depends(command("planner")), Depends(command("approver")), Depends(command("desk"))
Caller = Depends(command("desk", "planner"))


class PolicyGiven(models.Reasoned):
    """touches_residents: 关系群众利益."""

    title: models.Short
    department: models.Short
    touches_residents: bool


class ConsultationGiven(models.Reasoned):
    """Counts alone: who came, opinions, opinions taken up."""

    came: Count
    opinions: Count = 0
    taken_up: Count = 0


class SummonsGiven(models.Reasoned):
    department: models.Short
    title: models.Short
    starts_at: models.Instant
    called: Accounts


@router.post("/communities/{code}/policies", status_code=201)
def draft(code: str, body: PolicyGiven, call: Command = Planner) -> dict[str, Any]:
    """A policy of its district, not yet published."""
    given = (body.title, body.department)
    return call.run(lambda ctx: commands.draft(ctx, code, *given, touches_residents=body.touches_residents), **body.given())


@router.post("/communities/{code}/policies/{policy}/consultations", status_code=201)
def consult(code: str, policy: Policy, body: ConsultationGiven, call: Command = Desk) -> dict[str, Any]:
    """The consultation that this community held."""
    given = (body.came, body.opinions, body.taken_up)
    return call.run(lambda ctx: commands.consult(ctx, code, PublicPolicyId(policy), *given), **body.given())


@router.post("/communities/{code}/policies/{policy}/publication")
def publish(code: str, policy: Policy, body: models.Reasoned, call: Command = Approver) -> dict[str, Any]:
    """Refused without consultations where it touches residents and the profile asks for them."""
    return call.run(lambda ctx: commands.publish(ctx, code, PublicPolicyId(policy)), **body.given())


@router.post("/communities/{code}/summonses", status_code=201)
def ask(code: str, body: SummonsGiven, call: Command = Caller) -> dict[str, Any]:
    given = (body.department, body.title, body.starts_at, body.called)
    return call.run(lambda ctx: commands.ask(ctx, code, *given), **body.given())


@router.post("/summonses/{summons}/consent")
def consent(summons: Summons, body: models.Reasoned, call: Command = Approver) -> dict[str, Any]:
    """By the head of the street."""
    return call.run(lambda ctx: commands.settle(ctx, SummonsId(summons), consents=True), **body.given())


@router.post("/summonses/{summons}/refusal")
def decline(summons: Summons, body: models.Reasoned, call: Command = Approver) -> dict[str, Any]:
    return call.run(lambda ctx: commands.settle(ctx, SummonsId(summons), consents=False), **body.given())


@router.post("/summonses/{summons}/issue")
def issue(summons: Summons, body: models.Reasoned, call: Command = Caller) -> dict[str, Any]:
    """The heads are called: the meeting stands convened."""
    return call.run(lambda ctx: commands.issue(ctx, SummonsId(summons)), **body.given())
