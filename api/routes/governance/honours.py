"""Targets and certified communities, commendations: decided with a document; they read as registers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from pydantic import Field

from api import models
from api.calls import Command, allow, command, office_of
from api.commands.governance import honours as commands
from api.context import Actor
from api.routes.governance.reading import Key
from api.scope import READERS
from domain.ids import AppraisalId

router = APIRouter(prefix="/api", tags=["达标与表彰 · honours"])
Year = Annotated[int, Field(ge=2000, le=2100)]
Approver = Depends(command("approver"))


class TargetGiven(models.Reasoned):
    target: Key
    year: Year
    percent: Annotated[int, Field(ge=-1000, le=1000)]


class CertificationGiven(models.Reasoned):
    appraisal: Annotated[str, Field(pattern="^apr-[0-9a-z]{4,40}$")]


class AwardGiven(models.Reasoned):
    """award: key of the profile's. name: of a person, sealed; recipient: the id of that person, where the product knows it."""

    award: Key
    name: models.Short = ""
    recipient: Annotated[str, Field(pattern="^((psn|wdn|bhd|tmb)-[0-9a-z]{4,40})?$")] = ""


@router.get("/communities/{code}/target-progress")
def progress(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """Year by year for the whole district: wanted, reached, and how it stands. Communities are counted, never compared."""
    return {"progress": commands.progress(office_of(request).ctx(actor), code)}


@router.post("/communities/{code}/targets", status_code=201)
def set_target(code: str, body: TargetGiven, call: Command = Approver) -> dict[str, Any]:
    """For its district; never below the regulation."""
    return call.run(lambda ctx: commands.set_target(ctx, code, body.target, body.year, body.percent), **body.given())


@router.post("/communities/{code}/certification", status_code=201)
def certify(code: str, body: CertificationGiven, call: Command = Approver) -> dict[str, Any]:
    """After its acceptance appraisal was passed."""
    return call.run(lambda ctx: commands.certify(ctx, code, AppraisalId(body.appraisal)), **body.given())


@router.post("/communities/{code}/certification/withdrawal")
def withdraw(code: str, body: models.Reasoned, call: Command = Approver) -> dict[str, Any]:
    return call.run(lambda ctx: commands.withdraw(ctx, code), **body.given())


@router.post("/communities/{code}/commendations", status_code=201)
def commend(code: str, body: AwardGiven, call: Command = Approver) -> dict[str, Any]:
    """An award of the profile, its title and money, within the number of the year."""
    return call.run(lambda ctx: commands.award(ctx, code, body.award, body.name, body.recipient), **body.given())


@router.post("/communities/{code}/commendations/{year}/{award}/revocation")
def revoke(
    code: str,
    year: Annotated[int, Path(ge=2000, le=2100)],
    award: Annotated[int, Path(ge=1)],
    body: models.Reasoned,
    call: Command = Approver,
) -> dict[str, Any]:
    return call.run(lambda ctx: commands.revoke(ctx, code, year, award), **body.given())
