"""Inspections: drawn by lot or not, findings published, rectified on demand and verified (督查、随机抽查、公开通报、整改)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from api import models
from api.books import draws
from api.books.act import Act, Asked, Book, Call, Named, Number
from domain.governance import inspection, lots
from domain.governance.clauses import value_of
from domain.ids import InspectionId, LotsId, community_code, community_id, district_code
from domain.schema import Events
from projections import grids

PUBLISHED, RECTIFIED, WITHIN = "inspection.published", "inspection.rectified", "inspection.rectify_within"
DRAWN, REPORTED = "inspection.drawn_percent", "reference.problems_rectified"


class InspectionGiven(models.Reasoned):
    """draw: number of the draw that chose the community; left out where it was not by lot."""

    title: Named
    team: Named
    draw: Number | None = None


class FindingGiven(models.Told):
    """title: what is wrong, fit to be published, of nobody by name. text: sealed."""

    title: Named


class OfFinding(models.Reasoned):
    finding: Number


class Demand(OfFinding):
    """due: by default so many days from today as the profile says."""

    due: models.Day | None = None


class Work(models.Told):
    """text: what was done, sealed."""

    finding: Number


class Verified(OfFinding):
    is_done: bool


def lots_stream(code: str) -> LotsId:
    return LotsId(f"lot-{district_code(community_id(code))}communities")


def _pool(call: Call) -> tuple[int, list[str]]:
    """Every community registered in the district."""
    through = call.ctx.office.freshen("grids")
    with call.ctx.office.reading() as connection:
        found = grids.communities(connection)
    return through, [one["community"] for one in found if one["community"].startswith(f"com-{district_code(call.community)}")]


def _hold(call: Call) -> Events:
    drawn = () if call.body.draw is None else lots.chosen_in(call.look(lots_stream(call.code), lots.fold).state, call.body.draw)
    given = {"inspection": InspectionId(call.stream), "community": call.community, "title": call.body.title, "team": call.body.team}
    return inspection.hold(call.state, **given, on=call.on, draw=call.body.draw, chosen=drawn, by=call.by)


def _record(call: Call) -> Events:
    return inspection.record(call.state, title=call.body.title, content=call.seal(content=call.body.text))


def _publish(call: Call) -> Events:
    given = {"finding": call.body.finding, "on": call.on, "notice": call.document}
    return inspection.publish(call.state, **given, clause=call.clause(PUBLISHED))


def _demand(call: Call) -> Events:
    due = call.body.due or _due(call)
    return inspection.demand(call.state, finding=call.body.finding, on=call.on, due=due, clause=call.clause(RECTIFIED))


def _rectify(call: Call) -> Events:
    return inspection.rectify(call.state, finding=call.body.finding, by=call.by, work=call.seal(work=call.body.text))


def _verify(call: Call) -> Events:
    given = {"finding": call.body.finding, "is_done": call.body.is_done, "by": call.by}
    return inspection.verify(call.state, **given, due=_due(call), clause=call.clause(RECTIFIED))


def _due(call: Call) -> date:
    return call.on + timedelta(days=int(call.value(WITHIN, 0)))


def _progress(asked: Asked) -> Mapping[str, Any]:
    """How many findings stand where, which are past their day, and the figure the regulation reports of its own district."""
    found = asked.lines("findings")
    late = [row["line"] for row in found if row["status"] == "demanded" and date.fromisoformat(row["due"]) < asked.today]
    reported = value_of(asked.profile, REPORTED, 0)
    return {"counts": Counter(row["status"] for row in found), "overdue": late, "reported_by_the_regulation": reported or None}


def _public(asked: Asked) -> Mapping[str, Any]:
    """Every published finding of the city (全市范围公开通报), with what became of it."""
    found = asked.lines("findings", community_code(asked.community)[:CITY])
    shown = ("community", "title", "published_on", "notice", "clause", "status", "due")
    return {"findings": [{name: row.get(name) for name in shown} for row in found if row.get("published_on")]}


CITY = 4
"""Digits of a city's code."""
CHECKERS, COMMUNITY = ("auditor", "approver"), ("desk",)
INSPECTIONS = Book(
    name="inspections",
    zh="督查与整改",
    en="inspections and rectification",
    kind="ins",
    aggregate=inspection,
    unknown=inspection.InspectionUnknown,
    opening=Act("hold", InspectionGiven, _hold, "督查", "hold an inspection", CHECKERS),
    acts=(
        Act("findings", FindingGiven, _record, "记录问题", "record a finding", CHECKERS),
        Act("publication", OfFinding, _publish, "公开通报", "publish a finding", CHECKERS),
        Act("demand", Demand, _demand, "要求整改", "demand rectification", CHECKERS),
        Act("rectification", Work, _rectify, "整改", "put a finding right", COMMUNITY),
        Act("verification", Verified, _verify, "复查", "look at it again", CHECKERS),
    ),
    registers=("inspections", "findings"),
    summary=_progress,
    published=_public,
)
DRAWS = draws.book(
    "inspection-draws",
    "督查随机抽查",
    "lots of the communities inspected",
    stream=lots_stream,
    pool=_pool,
    percent=DRAWN,
)
