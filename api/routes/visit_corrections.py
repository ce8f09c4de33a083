"""Visits put right: by who recorded them, late by two; what was wrong stays beside what is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Depends, Query, Request

from api import field_day, models, personal, read_log
from api import field_models as given
from api.calls import Command, allow, command, office_of
from api.commands import visit_corrections as commands
from api.commands.evidence import hold_community, profile_of
from api.commands.visit_corrections import Righted
from api.context import Actor, Ctx
from api.problems import RoleForbidden
from api.scope import READERS, in_community, looking, require_home, scope_of, standing_of
from api.scoped import reading
from domain import visit
from domain.ids import HouseholdId, TicketId, VisitId
from domain.visit import Contact, Role, VisitUnknown
from projections import lineage, visit_log
from projections.statements import Row

router = APIRouter(prefix="/api", tags=["走访 · visits"])
Decider = Depends(command("desk", "approver"))
Status = Query(None, pattern="^(pending|made|rejected)$", description="待批准、已更正、已驳回 / pending, made, rejected")
Purpose = Query(None, min_length=1, max_length=200, description="查看内容的用途 / why the text is opened")
DECIDES, PENDING = "approver", "pending"
"""An approver opens what is to be decided, as long as it is."""
OPENED = {"was_found": "was_text", "found": "told_text", "note": "why", "decided_note": "decided_why"}


@router.post("/visits/{name}/corrections", status_code=201)
def correct(name: given.VisitPath, body: given.VisitRighted, call: Command = Depends(command("warden", "desk"))) -> dict[str, Any]:
    """A warden puts right the own visits. `outcome` says whether it stands or waits for somebody else, `because` why."""
    righted = Righted(
        body.why,
        HouseholdId(body.household) if body.household else None,
        body.visited_at,
        body.purpose,
        Contact(body.contact) if body.contact else None,
        Role(body.role) if body.role else None,
        body.issue,
        body.feedback,
        TicketId(body.ticket) if body.ticket else None,
    )

    def decide(ctx: Ctx) -> Any:
        if righted.household is not None:
            standing_of(ctx, righted.household)
        return commands.correct(_ours(ctx, name), VisitId(name), righted)

    return call.run(decide, **body.given())


@router.post("/visits/{name}/corrections/approval")
def approve(name: given.VisitPath, body: models.Reasoned, call: Command = Decider) -> dict[str, Any]:
    return call.run(lambda ctx: commands.approve(_ours(ctx, name), VisitId(name)), **body.given())


@router.post("/visits/{name}/corrections/rejection")
def reject(name: given.VisitPath, body: models.Told, call: Command = Decider) -> dict[str, Any]:
    return call.run(lambda ctx: commands.reject(_ours(ctx, name), VisitId(name), body.text), **body.given())


@router.get("/visits/{name}/corrections")
def of_visit(
    name: given.VisitPath, request: Request, purpose: str | None = Purpose, actor: Actor = Depends(allow(*READERS))
) -> dict[str, Any]:
    """The latest first; with a purpose, what was written before and after and why it was put right: the opening is written down."""
    ctx = office_of(request).ctx(actor)
    state = visit.fold(each.body for each in ctx.journal.read(name))
    if state is None:
        raise VisitUnknown()
    scope = scope_of(ctx, state.community)
    scope.require_grid(state.entry.grid)
    if purpose is not None:
        if actor.role not in personal.PERSONAL and not (actor.role == DECIDES and state.proposed is not None):
            raise RoleForbidden(needs=personal.PERSONAL)
        require_home(ctx, scope, state.entry.household, state.entry.warden)
    ctx.office.freshen("visit_log")
    with looking(ctx, scope) as connection:
        found = visit_log.corrections(connection, visit=name)
    opened = [one for one in found if purpose is not None and (actor.role != DECIDES or one["status"] == PENDING)]
    texts = dict(zip((one["position"] for one in opened), _opened(ctx, opened, purpose), strict=True)) if opened and purpose else {}
    return {"corrections": [visit_log.corrected(one) | texts.get(one["position"], {}) for one in found]}


@router.get("/communities/{code}/visit-corrections")
def of_community(
    code: str,
    request: Request,
    status: str | None = Status,
    before: int | None = Query(None, ge=1, le=2**62, description="上一页最后一条的位置 / position of the last of the page before"),
    limit: int = Query(100, ge=1, le=1000),
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """The latest first, without any text; `next` is the `before` of the next page. A warden sees those of the own grids."""
    with reading(request, actor, code, "visit_log") as (connection, community):
        ctx = office_of(request).ctx(actor)
        kept, grids = lineage.holding(connection, community, ctx.now), scope_of(ctx, community).grids
        page = visit_log.corrections(connection, kept, status=status, grids=grids, before=before, limit=limit + 1)
    owner = hold_community(ctx, code).state
    assert owner is not None
    profile = profile_of(owner)
    shown = page[:limit]
    return {
        "corrections": [visit_log.corrected(one) for one in shown],
        "purposes": field_day.purposes(profile),
        "within_days": profile.number(commands.WITHIN),
        "next": shown[-1]["position"] if len(page) > limit else None,
    }


def _opened(ctx: Ctx, rows: Sequence[Row], purpose: str) -> list[Row]:
    """What was found and told before and after, why it was put right, and why that was refused."""
    boxes = [[personal.sealed(row[name]) for name in OPENED] for row in rows]
    known = [box for some in boxes for box in some if box is not None]
    read_log.note(ctx, [box.subject for box in known], ("issue", "feedback", "text"), purpose)
    found = map(personal.content, ctx.vault.open_many(known))
    return [{OPENED[name]: next(found) for name, box in zip(OPENED, some, strict=True) if box is not None} for some in boxes]


def _ours(ctx: Ctx, name: str) -> Ctx:
    return in_community(ctx, name, visit.fold, VisitUnknown)
