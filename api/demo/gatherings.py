"""What the community is called together for, and where it is served: meetings with their agenda, decisions and minutes; facilities; contact
cards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from api.commands import outreach
from api.commands.governance import meetings
from api.commands.structure import facilities
from api.context import Ctx
from api.demo.books import told
from api.demo.cast import APPROVER, DESK, PLANNER
from api.demo.scene import Scene
from api.demo.stage import Story
from api.demo.town import degrees
from domain.contact_card import CardKind
from domain.governance.meeting import Result, Step
from domain.ids import GridId, MeetingId
from projections import grids

CALLED = (DESK.account, PLANNER.account, APPROVER.account)
COMING_DAYS = 14
AHEAD, LASTS = 0.02, timedelta(hours=2)
"""How long before it is called, as a share of the time told; how long it takes."""


def stories(scene: Scene) -> Iterator[Story]:
    yield from (_facility(scene, number, one) for number, one in enumerate(told()["facilities"]))
    yield _cards(scene)
    yield from (_meeting(scene, number, one) for number, one in enumerate(told()["meetings"]))


def _facility(scene: Scene, number: int, one: dict[str, Any]) -> Story:
    yield scene.at(one["share"])
    ((lon, lat),) = degrees([tuple(one["place"])])
    given = (one["kind"], one["name"], (lon, lat), one["area_m2"], one["floor"], one.get("built_percent"))
    scene.stage.do(f"facility {number}", PLANNER, lambda ctx: facilities.register(ctx, scene.code, *given))


def _cards(scene: Scene) -> Story:
    """To the households of one grid: the others are issued theirs at the desk."""
    yield scene.at(0.93)
    ctx = scene.looking()
    ctx.office.freshen("grids")
    with ctx.office.reading() as connection:
        first = grids.grid_features(connection, scene.community, ctx.now)[0]["properties"]["grid"]
    scene.stage.do("cards", DESK, lambda ctx: outreach.issue_cards(ctx, scene.code, CardKind.CONVENIENCE, GridId(first)))


def _meeting(scene: Scene, number: int, one: dict[str, Any]) -> Story:
    """Called some days before, its agenda out of what is hot then; held, decided, and told to residents. One without decisions
    is still to come, whatever days off the story begins after."""
    key, title = f"meeting {number}", one.get("title", "")
    yield scene.at(one["share"])
    starts_at = scene.at(one["share"] + AHEAD if one["decisions"] else 1 + COMING_DAYS / scene.scale.days)
    called = scene.stage.do(
        key, DESK, lambda ctx: meetings.convene(ctx, scene.code, title, starts_at, CALLED, cadence=one.get("cadence", ""))
    )
    stream = MeetingId(called["id"])
    scene.stage.do(f"{key} agenda", DESK, lambda ctx: meetings.draw_agenda(ctx, stream))
    if not one["decisions"]:
        return
    yield starts_at + LASTS
    scene.stage.do(f"{key} held", DESK, lambda ctx: meetings.hold_meeting(ctx, stream, CALLED[:2], ()))
    for place, decision in enumerate(one["decisions"]):
        scene.stage.do(f"{key} decision {place}", DESK, lambda ctx, said=decision: _decide(ctx, stream, said))
    results = tuple(Result(place + 1, said["told"]) for place, said in enumerate(one["decisions"]))
    scene.stage.do(f"{key} minutes", DESK, lambda ctx: meetings.publish(ctx, stream, results))


def _decide(ctx: Ctx, stream: MeetingId, said: dict[str, str]) -> Any:
    return meetings.record_decision(ctx, stream, said["text"], Step.ORDINARY, (), confidential=False)
