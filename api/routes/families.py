"""A household's life: deaths, a new head, part of it leaving; corrections of its file with approval."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends

from api import field_models as given
from api import models, paths
from api.calls import Command, command, version_seen
from api.commands import families
from api.context import Ctx
from api.scope import in_community, mine
from domain import correction
from domain.correction import CorrectionUnknown
from domain.ids import CorrectionId, HouseholdId, PersonId

router = APIRouter(prefix="/api", tags=["住户 · households"])
Registrar = Depends(command("desk", "warden"))
Approver = Depends(command("approver"))
Seen = Depends(version_seen)


@router.post("/households/{hh}/members/{person}/death")
def record_death(
    hh: paths.HouseholdPath, person: paths.PersonPath, body: models.Reasoned, call: Command = Registrar, seen: int = Seen
) -> dict[str, Any]:
    """effective_at is the day of death."""
    return call.run(lambda ctx: families.record_death(mine(ctx, hh), HouseholdId(hh), PersonId(person), seen=seen), **body.given())


@router.post("/households/{hh}/head")
def change_head(hh: paths.HouseholdPath, body: given.NewHead, call: Command = Registrar, seen: int = Seen) -> dict[str, Any]:
    relations = {PersonId(person): relation for person, relation in body.relations.items()}
    return call.run(
        lambda ctx: families.change_head(mine(ctx, hh), HouseholdId(hh), PersonId(body.head), relations, seen=seen), **body.given()
    )


@router.post("/households/{hh}/part-departure")
def move_part_out(hh: paths.HouseholdPath, body: given.PartDeparture, call: Command = Registrar, seen: int = Seen) -> dict[str, Any]:
    """Some members leave the community; within it, a split takes them to another door."""
    persons = [PersonId(each) for each in body.persons]
    return call.run(lambda ctx: families.move_part_out(mine(ctx, hh), HouseholdId(hh), persons, body.going_to, seen=seen), **body.given())


@router.post("/households/{hh}/corrections", status_code=201)
def propose(hh: paths.HouseholdPath, body: given.CorrectionGiven, call: Command = Registrar) -> dict[str, Any]:
    person = PersonId(body.person) if body.person else None
    return call.run(lambda ctx: families.propose(mine(ctx, hh), HouseholdId(hh), person, body.changes(), body.why), **body.given())


@router.post("/corrections/{stream}/approval")
def approve(stream: given.CorrectionPath, body: models.Reasoned, call: Command = Approver) -> dict[str, Any]:
    return call.run(lambda ctx: families.approve(_ours(ctx, stream), CorrectionId(stream)), **body.given())


@router.post("/corrections/{stream}/rejection")
def reject(stream: given.CorrectionPath, body: models.Told, call: Command = Approver) -> dict[str, Any]:
    return call.run(lambda ctx: families.reject(_ours(ctx, stream), CorrectionId(stream), body.text), **body.given())


def _ours(ctx: Ctx, stream: str) -> Ctx:
    return in_community(ctx, stream, correction.fold, CorrectionUnknown)
