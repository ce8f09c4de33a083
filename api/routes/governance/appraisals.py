"""Appraisals and ratings: against the scheme alone, never one against another."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from api import models
from api.calls import Command, allow, command, office_of, version_seen
from api.commands.governance import appraisals as commands
from api.context import Actor
from api.routes.governance.reading import archived, path, register
from api.scope import READERS
from domain.governance.appraisal import ONE_STEP, Score
from domain.governance.rating import Raters, Subject
from domain.governance.scheme import Part
from domain.ids import AppraisalId, SchemeId
from projections import appraisals

router = APIRouter(prefix="/api", tags=["考核与评议 · appraisals"])
Appraisal, Scheme = path("apr"), path("sch")
Key = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$")]
Points = Annotated[int, Field(ge=0, le=1000)]
Seen = Depends(version_seen)
Editor = Depends(command("planner", "approver"))


class PartGiven(models.Given):
    key: Key
    title: models.Short
    points: Points
    is_veto: bool = False
    is_satisfaction: bool = False


class SchemeGiven(models.Reasoned):
    """appraisal: which of the profile's. by_department: one department alone wants it."""

    appraisal: Key
    title: models.Short
    parts: Annotated[tuple[PartGiven, ...], Field(min_length=1, max_length=100)]
    by_department: bool = False


class Opening(models.Reasoned):
    span_first: models.Day
    span_last: models.Day
    of_unit: Annotated[str, Field(pattern="^apr-[0-9a-z]{4,40}$")] | None = None


class Scoring(models.Reasoned):
    step: Key = ONE_STEP
    scores: Annotated[dict[Key, Points], Field(max_length=100)]


class Measuring(models.Reasoned):
    """worker: account of the first handler whose tickets count; blank: the whole community's."""

    worker: Annotated[str, Field(pattern=r"^[a-z0-9_.:-]{0,60}$")] = ""


class ClosingGiven(models.Reasoned):
    excellent_from: Points = 95


class ReportGiven(models.Reasoned):
    to: models.Short = ""


class RatingForm(models.Reasoned):
    """tallies: how many gave 1, 2, 3, 4, 5."""

    subject: Literal["station", "department"]
    name: models.Short
    raters: Literal["residents", "party_organisation", "residents_committee", "department", "community"]
    span_first: models.Day
    span_last: models.Day
    tallies: Annotated[tuple[Annotated[int, Field(ge=0, le=10**6)], ...], Field(max_length=5)]


@router.get("/communities/{code}/appraisals")
def listing(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    with register(request, actor, code, appraisals.NAME) as (connection, community, _):
        kept = archived(request, connection, community)
        schemes, found = appraisals.schemes(connection, kept.communities), appraisals.appraisals(connection, kept.communities)
    return {"schemes": kept.told(schemes), "appraisals": kept.told(found)}


@router.post("/communities/{code}/schemes", status_code=201)
def publish_scheme(code: str, body: SchemeGiven, call: Command = Editor) -> dict[str, Any]:
    """Parts that add up to 100; what the profile forbids is refused with its clause."""
    parts = tuple(Part(one.key, one.title, one.points, one.is_veto, one.is_satisfaction) for one in body.parts)
    given = (body.appraisal, body.title, parts)
    return call.run(lambda ctx: commands.publish_scheme(ctx, code, *given, by_department=body.by_department), **body.given())


@router.post("/schemes/{scheme}/appraisals", status_code=201)
def open_(scheme: Scheme, body: Opening, call: Command = Depends(command("desk", "planner", "approver"))) -> dict[str, Any]:
    unit = AppraisalId(body.of_unit) if body.of_unit else None
    return call.run(lambda ctx: commands.open_(ctx, SchemeId(scheme), body.span_first, body.span_last, unit), **body.given())


@router.post("/appraisals/{appraisal}/measurement")
def measure(appraisal: Appraisal, body: Measuring, call: Command = Depends(command("desk", "planner", "approver"))) -> dict[str, Any]:
    """The line of how tickets were handled, out of the journal; scoring another number is refused."""
    return call.run(lambda ctx: commands.measure(ctx, AppraisalId(appraisal), body.worker), **body.given())


@router.post("/appraisals/{appraisal}/scores")
def score(
    appraisal: Appraisal, body: Scoring, call: Command = Depends(command("desk", "planner", "approver")), seen: int = Seen
) -> dict[str, Any]:
    """One step: each part from 0 to its points, by somebody who scored none of the steps before."""
    scores = tuple(Score(part, points) for part, points in sorted(body.scores.items()))
    return call.run(lambda ctx: commands.score(ctx, AppraisalId(appraisal), body.step, scores, seen=seen), **body.given())


@router.post("/appraisals/{appraisal}/closing")
def close(appraisal: Appraisal, body: ClosingGiven, call: Command = Editor, seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: commands.close(ctx, AppraisalId(appraisal), body.excellent_from, seen=seen), **body.given())


@router.post("/appraisals/{appraisal}/reporting")
def report_up(
    appraisal: Appraisal, body: ReportGiven, call: Command = Depends(command("desk", "planner", "approver")), seen: int = Seen
) -> dict[str, Any]:
    """考评结果上报 / the result sent to the body above; by default the one the regulation names."""
    return call.run(lambda ctx: commands.report_up(ctx, AppraisalId(appraisal), body.to, seen=seen), **body.given())


@router.get("/communities/{code}/appraisal-compliance")
def compliance(
    code: str, request: Request, since: models.Day, until: models.Day, actor: Actor = Depends(allow(*READERS))
) -> dict[str, Any]:
    """每月、每季考核 / what comes round, span by span, and how many results were sent up."""
    with register(request, actor, code, appraisals.NAME):
        return {"compliance": commands.compliance(office_of(request).ctx(actor), code, since, until)}


@router.get("/communities/{code}/ratings")
def ratings(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    with register(request, actor, code, appraisals.NAME) as (connection, community, _):
        kept = archived(request, connection, community)
        return {"ratings": kept.told(appraisals.ratings(connection, kept.communities))}


@router.post("/communities/{code}/ratings", status_code=201)
def rate(code: str, body: RatingForm, call: Command = Depends(command("desk", "planner"))) -> dict[str, Any]:
    """Of the station or of a department: of bodies, never of a person."""
    given = (Subject(body.subject), body.name, Raters(body.raters), (body.span_first, body.span_last), tuple(body.tallies))
    return call.run(lambda ctx: commands.rate(ctx, code, *given), **body.given())
