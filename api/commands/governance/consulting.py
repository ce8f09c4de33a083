"""Policies that touch residents and the consultations before them; summonses of community heads and the consent they need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from api.commands.evidence import hold, in_charge
from api.commands.governance.deciding import community_of, decided, decided_on, on_day
from api.context import Ctx, Done
from domain.governance import consultation, meeting, summons
from domain.governance.consultation import PolicyUnknown
from domain.governance.summons import Status, SummonsUnknown
from domain.ids import MeetingId, PublicPolicyId, SummonsId, community_id, district_code
from domain.journal import Write
from domain.policy import PolicyProfile
from domain.schema import Events


def draft(ctx: Ctx, code: str, title: str, department: str, *, touches_residents: bool) -> Done:
    """A policy of the community's district."""
    stream, district = PublicPolicyId(ctx.new_id("pub")), district_code(community_id(code))

    def decide(state: consultation.State | None, _: PolicyProfile) -> Events:
        given = {"policy": stream, "district": district, "title": title, "department": department}
        return consultation.draft(state, **given, touches_residents=touches_residents)

    return decided(ctx, code, stream, consultation, decide)


def consult(ctx: Ctx, code: str, policy: PublicPolicyId, came: int, opinions: int, taken_up: int) -> Done:
    """The meeting that this community held on it."""
    counts = {"came": came, "opinions": opinions, "taken_up": taken_up}

    def decide(state: consultation.State | None, _: PolicyProfile) -> Events:
        _require_of_district(state, code)
        return consultation.consult(state, community=community_id(code), on=on_day(ctx), **counts)

    return decided(ctx, code, policy, consultation, decide)


def publish(ctx: Ctx, code: str, policy: PublicPolicyId) -> Done:
    """In the district of that community."""

    def decide(state: consultation.State | None, profile: PolicyProfile) -> Events:
        _require_of_district(state, code)
        return consultation.publish(state, on=on_day(ctx), document=ctx.document, profile=profile)

    return decided(ctx, code, policy, consultation, decide)


def _require_of_district(state: consultation.State | None, code: str) -> None:
    if state is None or state.district != district_code(community_id(code)):
        raise PolicyUnknown()


def ask(ctx: Ctx, code: str, department: str, title: str, starts_at: datetime, called: tuple[str, ...]) -> Done:
    stream = SummonsId(ctx.new_id("smn"))

    def decide(state: summons.State | None, _: PolicyProfile) -> Events:
        given = {"summons": stream, "community": community_id(code), "department": department, "title": title}
        return summons.request(state, **given, starts_at=starts_at, called=called, by=ctx.actor.account)

    return decided(ctx, code, stream, summons, decide)


def settle(ctx: Ctx, stream: SummonsId, *, consents: bool) -> Done:
    decision = summons.consent if consents else summons.decline
    return decided_on(ctx, stream, summons, SummonsUnknown, lambda state, profile: decision(state, by=ctx.actor.account, profile=profile))


def issue(ctx: Ctx, stream: SummonsId) -> Done:
    """The heads are called: the meeting stands convened in the same transaction."""
    code, convened = community_of(ctx, stream, summons, SummonsUnknown), MeetingId(ctx.new_id("mtg"))

    def decide(state: summons.State | None, profile: PolicyProfile) -> Events:
        return summons.issue(state, meeting=convened, by=ctx.actor.account, profile=profile)

    return decided(ctx, code, stream, summons, decide, besides=lambda: _meeting(ctx, stream, convened), begins=False)


def _meeting(ctx: Ctx, stream: SummonsId, convened: MeetingId) -> Sequence[Write]:
    asked = summons.existing(hold(ctx, stream, summons.fold).state)
    if asked.status is Status.ISSUED:
        return ()
    keeper = in_charge(ctx, asked.community, ctx.holds_from).stream
    given = {"meeting": convened, "community": keeper, "title": asked.title, "starts_at": asked.starts_at}
    return [Write(convened, 0, meeting.convene(None, **given, cadence="", called=asked.called, is_private=False))]
