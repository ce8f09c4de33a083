"""Tags from the governed catalogue, needs and opinions with strike-off, home care, observations to be confirmed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Query, Request

from api import caring, models, paths
from api import field_models as given
from api.calls import Command, allow, command, office_of
from api.commands import care as commands
from api.commands.evidence import hold_community, profile_of
from api.context import Actor, Ctx
from api.personal import without_boxes
from api.problems import NotYours
from api.scope import READERS, in_community, mine, scope_of
from api.scoped import reading
from domain import need, observation, tag_catalogue
from domain.ids import BuildingId, GridId, HouseholdId, NeedId, ObservationId, PersonId, community_id
from domain.need import Kind, NeedUnknown
from domain.observation import About, ObservationUnknown
from projections import care, lineage

router = APIRouter(prefix="/api", tags=["关怀 · care"])
C, PERSON = "/communities/{code}", "/households/{hh}/members/{person}"
Worker = Depends(command("desk", "warden"))
Carer = Depends(allow("desk", "warden"))
Purpose = Query(min_length=1, max_length=200, description="查看用途，记入日志 / why it is opened: written down")
GridAsked = Query(None, max_length=60)
CARE_AGE = "need.home_care_age"


@router.get("/tag-catalogue")
def catalogue(actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """Which tags there are, for which purpose, readable by whom, for how long; and which categories do not exist."""
    known = tag_catalogue.shipped()
    shown = [
        {"tag": one.key, "zh": one.zh, "en": one.en, "purpose": one.purpose, "basis": one.basis, "days": one.days}
        | {"readers": sorted(one.readers)}
        for one in known.kinds.values()
    ]
    return {"tags": shown, "forbidden": sorted(known.forbidden)}


@router.post(f"{PERSON}/tags", status_code=201)
def put_tag(hh: paths.HouseholdPath, person: paths.PersonPath, body: given.TagGiven, call: Command = Worker) -> dict[str, Any]:
    who = (HouseholdId(hh), PersonId(person))
    return call.run(
        lambda ctx: commands.put_tag(mine(ctx, hh), *who, body.tag, basis=body.basis, expires_on=body.expires_on), **body.given()
    )


@router.post(f"{PERSON}/tags/{{number}}/lifting")
def lift_tag(
    hh: paths.HouseholdPath, person: paths.PersonPath, number: given.Number, body: given.Lifting, call: Command = Worker
) -> dict[str, Any]:
    who = (HouseholdId(hh), PersonId(person))
    return call.run(lambda ctx: commands.lift_tag(mine(ctx, hh), *who, number, body.why), **body.given())


@router.get(f"{C}/key-groups")
def key_groups(
    code: str,
    request: Request,
    purpose: str = Purpose,
    grid: str | None = GridAsked,
    person: str | None = GridAsked,
    actor: Actor = Carer,
) -> dict[str, Any]:
    """重点群体台账: tags that the caller's role may read, by grid. A warden sees the own grids. Every reading is written down."""
    with reading(request, actor, code, "care") as (connection, community):
        ctx = office_of(request).ctx(actor)
        grids = scope_of(ctx, community).narrowed(grid)
        found = caring.tags(ctx, connection, community, purpose, grids=grids, person=person)
    return {"ledger": caring.ledger(found), "tags": found}


@router.post("/households/{hh}/needs", status_code=201)
def record_need(hh: paths.HouseholdPath, body: given.NeedGiven, call: Command = Worker) -> dict[str, Any]:
    """需求 of a person, or 意见 by the profile's categories."""
    person = PersonId(body.person) if body.person else None
    told = (Kind(body.kind), body.class_, body.text, person)
    return call.run(lambda ctx: commands.record_need(mine(ctx, hh), HouseholdId(hh), *told), **body.given())


@router.post("/needs/{stream}/striking-off")
def strike_off(stream: given.NeedPath, body: given.StrikingOff, call: Command = Worker) -> dict[str, Any]:
    def decide(ctx: Ctx) -> Any:
        state = need.fold(each.body for each in ctx.journal.read(stream))
        if state is None:
            raise NeedUnknown()
        return commands.strike_off(mine(ctx, state.household), NeedId(stream), body.outcome, body.text)

    return call.run(decide, **body.given())


@router.get(f"{C}/needs")
def needs(
    code: str,
    request: Request,
    purpose: str = Purpose,
    grid: str | None = GridAsked,
    kind: str | None = Query(None, pattern="^(need|opinion)$"),
    all_: bool = Query(False, alias="all", description="含已注销 / struck off too"),
    actor: Actor = Carer,
) -> dict[str, Any]:
    """Open ones, in the order recorded."""
    with reading(request, actor, code, "care") as (connection, community):
        ctx = office_of(request).ctx(actor)
        grids = scope_of(ctx, community).narrowed(grid)
        found = care.needs(
            connection, lineage.holding(connection, community, ctx.now), at=ctx.now, grids=grids, kind=kind, open_only=not all_
        )
        return {"needs": caring.needs(ctx, found, purpose)}


@router.get(f"{C}/home-care")
def home_care(code: str, request: Request, purpose: str = Purpose, grid: str | None = GridAsked, actor: Actor = Carer) -> dict[str, Any]:
    """Everybody of the profile's age or over; who has just reached it, and who has no file of needs yet."""
    with reading(request, actor, code, "care") as (connection, community):
        ctx = office_of(request).ctx(actor)
        owner = hold_community(ctx, code).state
        assert owner is not None
        age = profile_of(owner).rule(CARE_AGE)
        found = caring.home_care(ctx, connection, community, int(age.value), purpose, scope_of(ctx, community).narrowed(grid))
    return {"age": age.value, "clause": age.clause, "people": found, "without_file": sum(not one["has_file"] for one in found)}


@router.post(f"{C}/observations", status_code=201)
def submit(code: str, body: given.ObservationGiven, call: Command = Depends(command("warden", "desk"))) -> dict[str, Any]:
    """A warden, of the own grids."""
    community = community_id(code) if len(code) == 12 and code.isdecimal() else None
    if community is None:
        raise NotYours()
    building = BuildingId(body.building) if body.building else None
    hh = HouseholdId(body.household) if body.household else None

    def decide(ctx: Ctx) -> Any:
        scope_of(ctx, community).require_grid(body.grid)
        if hh is not None:
            mine(ctx, hh)
        return commands.submit(ctx, community, GridId(body.grid), About(body.about), body.text, building=building, hh=hh)

    return call.run(decide, **body.given())


@router.get(f"{C}/observations")
def observations(
    code: str, request: Request, all_: bool = Query(False, alias="all"), purpose: str | None = None, actor: Actor = Carer
) -> dict[str, Any]:
    """Those that wait for the community's decision; with a purpose, in words."""
    with reading(request, actor, code, "care") as (connection, community):
        ctx = office_of(request).ctx(actor)
        found = care.observations(
            connection, lineage.holding(connection, community, ctx.now), grids=scope_of(ctx, community).narrowed(None), open_only=not all_
        )
    if purpose:
        return {"observations": caring.needs(ctx, found, purpose)}
    return {"observations": [without_boxes(one) for one in found]}


@router.post("/observations/{stream}/confirmation")
def confirm(stream: given.ObservationPath, body: models.Reasoned, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.confirm(_ours(ctx, stream), ObservationId(stream)), **body.given())


@router.post("/observations/{stream}/rejection")
def reject(stream: given.ObservationPath, body: models.Told, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.reject(_ours(ctx, stream), ObservationId(stream), body.text), **body.given())


def _ours(ctx: Ctx, stream: str) -> Ctx:
    return in_community(ctx, stream, observation.fold, ObservationUnknown)
