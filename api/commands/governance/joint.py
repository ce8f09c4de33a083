"""Pilot estates, joint work with its meetings and letters, trainings with their tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from api import personal
from api.archive import archive_of
from api.commands.evidence import hold
from api.commands.governance.deciding import decided, decided_on, on_day, owner_of
from api.commands.roster import hold_roster
from api.context import Ctx, Done
from domain.duty.refusals import WardenNotOfCommunity
from domain.governance import joint_work, pilots, training
from domain.governance.joint_work import JointWorkUnknown
from domain.governance.training import TrainingUnknown
from domain.ids import JointWorkId, PilotsId, TrainingId, WardenId, community_code, community_id
from domain.policy import PolicyProfile
from domain.schema import Events
from projections import lineage, registers


def designate(ctx: Ctx, code: str, estate: str) -> Done:
    stream, community = PilotsId("plt-" + community_code(community_id(code))), community_id(code)

    def decide(state: pilots.State | None, profile: PolicyProfile) -> Events:
        given = {"pilots": stream, "community": community, "estate": estate, "on": on_day(ctx), "document": ctx.document}
        return pilots.designate(state, **given, profile=profile)

    return decided(ctx, code, stream, pilots, decide)


def end_pilot(ctx: Ctx, code: str, number: int) -> Done:
    def decide(state: pilots.State | None, profile: PolicyProfile) -> Events:
        return pilots.end(state, number=number, on=on_day(ctx), document=ctx.document, profile=profile)

    return decided(ctx, code, "plt-" + community_code(community_id(code)), pilots, decide, begins=False)


def set_up(ctx: Ctx, code: str, title: str, parties: tuple[str, ...]) -> Done:
    stream = JointWorkId(ctx.new_id("jnt"))

    def decide(state: joint_work.State | None, profile: PolicyProfile) -> Events:
        given = {"joint_work": stream, "community": community_id(code), "title": title, "parties": parties}
        return joint_work.set_up(state, **given, document=ctx.document, profile=profile)

    return decided(ctx, code, stream, joint_work, decide)


def meet(ctx: Ctx, stream: JointWorkId, came: tuple[str, ...]) -> Done:
    def decide(state: joint_work.State | None, profile: PolicyProfile) -> Events:
        return joint_work.meet(state, came=came, on=on_day(ctx), document=ctx.document, profile=profile)

    return decided_on(ctx, stream, joint_work, JointWorkUnknown, decide)


def sign(ctx: Ctx, stream: JointWorkId, party: str, duties: str, until: date) -> Done:
    def decide(state: joint_work.State | None, profile: PolicyProfile) -> Events:
        given = {"party": party, "duties": duties, "on": on_day(ctx), "until": until, "document": ctx.document}
        return joint_work.sign(state, **given, profile=profile)

    return decided_on(ctx, stream, joint_work, JointWorkUnknown, decide)


def train(ctx: Ctx, code: str, title: str, attended: tuple[WardenId, ...]) -> Done:
    """attended: wardens of the community's roster on the day. Raises WardenNotOfCommunity."""
    stream, community = TrainingId(ctx.new_id("trn")), community_id(code)
    roster = hold_roster(ctx, community).state
    for warden in attended:
        known = roster.wardens.get(warden) if roster else None
        if known is None or not known.is_enrolled(ctx.holds_from):
            raise WardenNotOfCommunity(warden=warden, at=ctx.holds_from)

    def decide(state: training.State | None, profile: PolicyProfile) -> Events:
        given = {"training": stream, "community": community, "title": title, "on": on_day(ctx), "attended": attended}
        return training.hold(state, **given, profile=profile)

    return decided(ctx, code, stream, training, decide)


def score_test(ctx: Ctx, stream: TrainingId, warden: WardenId, points: int) -> Done:
    """The points are sealed before anything is written, under the warden's own key."""
    state = hold(ctx, stream, training.fold).state
    if state is None:
        raise TrainingUnknown()
    _, profile = owner_of(ctx, community_code(state.community))
    training.require_points(points, profile)
    result = ctx.vault.seal(warden, {"points": points})

    def decide(state: training.State | None, profile: PolicyProfile) -> Events:
        return training.score(state, warden=warden, on=on_day(ctx), result=result, profile=profile)

    return decided_on(ctx, stream, training, TrainingUnknown, decide)


def own_tests(ctx: Ctx, code: str) -> list[dict[str, Any]]:
    """The actor's own results, opened for the actor alone."""
    owner_of(ctx, code)
    ctx.office.freshen(registers.NAME, lineage.NAME)
    with ctx.office.reading() as connection:
        archive = archive_of(connection, community_id(code), ctx.now)
        titles = {one["told"]["training"]: one["told"]["title"] for one in archive.lines(connection, "trainings", None)}
        tests = archive.lines(connection, "training_tests", None)
    own = [one for one in tests if ctx.actor.warden and one["told"]["warden"] == ctx.actor.warden]
    return [_opened(ctx, one, titles) for one in own]


def _opened(ctx: Ctx, line: dict[str, Any], titles: dict[str, str]) -> dict[str, Any]:
    stream = line["line"].split("/")[1]
    points = personal.read(ctx, line["told"]["result"], "本人查看").get("points")
    return {"training": stream, "title": titles.get(stream), "on": line["holds_from"], "points": points}
