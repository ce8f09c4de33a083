"""Pilot estates, joint work with meetings and responsibility letters, trainings with their tests."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from pydantic import Field

from api import models
from api.calls import Command, allow, command, office_of
from api.commands.governance import joint as commands
from api.context import Actor
from api.routes.governance.reading import path
from domain.ids import JointWorkId, TrainingId, WardenId

router = APIRouter(prefix="/api", tags=["试点、联席与培训 · joint work"])
Joint, Training = path("jnt"), path("trn")
Party = Annotated[models.Short, Field(min_length=1)]
Parties = Annotated[tuple[Party, ...], Field(max_length=100)]
Approver, Desk = Depends(command("planner", "approver")), Depends(command("desk"))


class PilotGiven(models.Reasoned):
    estate: models.Short


class JointGiven(models.Reasoned):
    """parties: bodies by name, never persons."""

    title: models.Short
    parties: Parties


class JointMeetingGiven(models.Reasoned):
    came: Parties


class LetterGiven(models.Reasoned):
    party: Party
    duties: models.Text
    until: models.Day


class TrainingGiven(models.Reasoned):
    title: models.Short
    attended: Annotated[tuple[models.Warden, ...], Field(max_length=1000)]


class TestGiven(models.Reasoned):
    """points: sealed under the warden's own key, never shown to anybody else."""

    warden: models.Warden
    points: Annotated[int, Field(ge=0, le=1000)]


@router.post("/communities/{code}/pilots", status_code=201)
def designate(code: str, body: PilotGiven, call: Command = Approver) -> dict[str, Any]:
    """As many as the profile allows."""
    return call.run(lambda ctx: commands.designate(ctx, code, body.estate), **body.given())


@router.post("/communities/{code}/pilots/{pilot}/ending")
def end_pilot(code: str, pilot: Annotated[int, Path(ge=1)], body: models.Reasoned, call: Command = Approver) -> dict[str, Any]:
    return call.run(lambda ctx: commands.end_pilot(ctx, code, pilot), **body.given())


@router.post("/communities/{code}/joint-work", status_code=201)
def set_up(code: str, body: JointGiven, call: Command = Approver) -> dict[str, Any]:
    return call.run(lambda ctx: commands.set_up(ctx, code, body.title, body.parties), **body.given())


@router.post("/joint-work/{joint}/meetings", status_code=201)
def meet(joint: Joint, body: JointMeetingGiven, call: Command = Approver) -> dict[str, Any]:
    return call.run(lambda ctx: commands.meet(ctx, JointWorkId(joint), body.came), **body.given())


@router.post("/joint-work/{joint}/letters", status_code=201)
def sign(joint: Joint, body: LetterGiven, call: Command = Approver) -> dict[str, Any]:
    """One letter of a party at a time."""
    return call.run(lambda ctx: commands.sign(ctx, JointWorkId(joint), body.party, body.duties, body.until), **body.given())


@router.post("/communities/{code}/trainings", status_code=201)
def train(code: str, body: TrainingGiven, call: Command = Desk) -> dict[str, Any]:
    return call.run(lambda ctx: commands.train(ctx, code, body.title, tuple(map(WardenId, body.attended))), **body.given())


@router.post("/trainings/{training}/tests", status_code=201)
def score_test(training: Training, body: TestGiven, call: Command = Desk) -> dict[str, Any]:
    return call.run(lambda ctx: commands.score_test(ctx, TrainingId(training), WardenId(body.warden), body.points), **body.given())


@router.get("/communities/{code}/trainings/own")
def own_tests(code: str, request: Request, actor: Actor = Depends(allow("warden"))) -> dict[str, Any]:
    """The caller's own results; nobody sees another's."""
    return {"tests": commands.own_tests(office_of(request).ctx(actor), code)}
