"""Tasks that want to enter a community; the two lists; refusals."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from api import models
from api.calls import Command, allow, command, version_seen
from api.commands.governance import admissions as commands
from api.context import Actor
from api.routes.governance.reading import EVERYBODY, archived, path, published, register, versioned
from api.scope import READERS
from domain.governance.admission import Body, RequesterLevel, Terms
from domain.governance.duty_lists import DutyList, Entry
from domain.governance.task_refusal import Asked
from domain.ids import AdmissionId, district_code
from projections import admissions

router = APIRouter(prefix="/api", tags=["准入 · admission"])
Admission = path("adm")
Seen = Depends(version_seen)
Yuan = Annotated[int, Field(ge=0, le=10**12)]
BodyName = Literal["civil_affairs_bureau", "subdistrict", "district_leading_group", "city_leading_group"]
On = Query(None, description="哪一天 / on which day")


class EntryGiven(models.Given):
    key: Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,60}$")]
    list: Literal["statutory", "assistance"]
    title: models.Short
    basis: models.Short = ""


class ListsGiven(models.Reasoned):
    on: models.Day
    entries: Annotated[tuple[EntryGiven, ...], Field(max_length=500)]


class AdmissionGiven(models.Reasoned):
    """list_key: where the department says that the task stands in the two lists."""

    department: models.Short
    level: Literal["subdistrict", "district", "city"]
    title: models.Short
    content: Annotated[models.Line, Field(max_length=2000)] = ""
    addressees: models.Short = ""
    authority: models.Short = ""
    starts: models.Day | None = None
    ends: models.Day | None = None
    funds_yuan: Yuan | None = None
    list_key: models.Short = ""

    def terms(self) -> Terms:
        return Terms(self.content, self.addressees, self.authority, self.starts, self.ends, self.funds_yuan)


class BodyGiven(models.Reasoned):
    by: BodyName


class ApprovalGiven(BodyGiven):
    budget_yuan: Yuan | None = None
    ends: models.Day | None = None


class EntryInto(models.Reasoned):
    agreement: models.Short
    budget_yuan: Yuan


class RefusalGiven(models.Reasoned):
    department: models.Short
    title: models.Short
    asked: Literal["task", "ledger", "contest"] = "task"
    list_key: models.Short = ""
    admission: Annotated[str, Field(pattern="^adm-[0-9a-z]{4,40}$")] | None = None


@router.get("/communities/{code}/duty-lists")
def lists(code: str, request: Request, on: models.Day | None = On, actor: Actor = Depends(allow(*EVERYBODY))) -> dict[str, Any]:
    """The two lists that hold on that day, and which editions there were. Public."""
    with published(request, code, admissions.NAME) as (connection, community, today):
        district = district_code(community)
        return {"lists": admissions.lists(connection, district, on or today), "editions": admissions.editions(connection, district)}


@router.post("/communities/{code}/duty-lists", status_code=201)
def publish_lists(code: str, body: ListsGiven, call: Command = Depends(command("planner", "approver"))) -> dict[str, Any]:
    """A new edition, whole, for the district of that community."""
    entries = tuple(Entry(one.key, DutyList(one.list), one.title, one.basis) for one in body.entries)
    return call.run(lambda ctx: commands.publish_lists(ctx, code, entries, body.on), **body.given())


@router.get("/communities/{code}/admissions")
def register_(
    code: str, request: Request, status: str | None = None, on: models.Day | None = On, actor: Actor = Depends(allow(*READERS))
) -> dict[str, Any]:
    with register(request, actor, code, admissions.NAME) as (connection, community, today):
        kept = archived(request, connection, community, on)
        found = kept.told(admissions.register(connection, kept.communities, on=on or today, status=status))
    return {"admissions": versioned(request, found, "admission")}


@router.post("/communities/{code}/admissions", status_code=201)
def request_(code: str, body: AdmissionGiven, call: Command = Depends(command("desk", "planner"))) -> dict[str, Any]:
    """A department asks; without all five terms it is refused, and the answer says which are missing and by which clause."""
    given = (body.department, RequesterLevel(body.level), body.title, body.terms())
    return call.run(lambda ctx: commands.request(ctx, code, *given, key=body.list_key), **body.given())


@router.post("/admissions/{admission}/gate")
def gate(admission: Admission, body: BodyGiven, call: Command = Depends(command("planner")), seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: commands.gate(ctx, AdmissionId(admission), Body(body.by), seen=seen), **body.given())


@router.post("/admissions/{admission}/approval")
def approve(admission: Admission, body: ApprovalGiven, call: Command = Depends(command("approver")), seen: int = Seen) -> dict[str, Any]:
    given = {"budget_yuan": body.budget_yuan, "ends": body.ends, "seen": seen}
    return call.run(lambda ctx: commands.approve(ctx, AdmissionId(admission), Body(body.by), **given), **body.given())


@router.post("/admissions/{admission}/rejection")
def reject(
    admission: Admission, body: BodyGiven, call: Command = Depends(command("planner", "approver")), seen: int = Seen
) -> dict[str, Any]:
    return call.run(lambda ctx: commands.reject(ctx, AdmissionId(admission), Body(body.by), seen=seen), **body.given())


@router.post("/admissions/{admission}/entry")
def enter(admission: Admission, body: EntryInto, call: Command = Depends(command("desk")), seen: int = Seen) -> dict[str, Any]:
    """With the approval in hand and the agreement signed; its money follows the work."""
    return call.run(lambda ctx: commands.enter(ctx, AdmissionId(admission), body.agreement, body.budget_yuan, seen=seen), **body.given())


@router.post("/admissions/{admission}/withdrawal")
def withdraw(
    admission: Admission, body: models.Reasoned, call: Command = Depends(command("desk", "planner")), seen: int = Seen
) -> dict[str, Any]:
    return call.run(lambda ctx: commands.withdraw(ctx, AdmissionId(admission), seen=seen), **body.given())


@router.get("/communities/{code}/task-refusals")
def refusals(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    with register(request, actor, code, admissions.NAME) as (connection, community, _):
        kept = archived(request, connection, community)
        return {"refusals": kept.told(admissions.refusals(connection, kept.communities))}


@router.post("/communities/{code}/task-refusals", status_code=201)
def refuse(code: str, body: RefusalGiven, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    """The community refuses work that nobody admitted, and quotes the clause."""
    claimed = AdmissionId(body.admission) if body.admission else None
    given = (body.department, body.title, Asked(body.asked))
    return call.run(lambda ctx: commands.refuse(ctx, code, *given, key=body.list_key, claimed=claimed), **body.given())
