"""Every further step of one ticket: one table, from which the HTTP routes and the command line are made.

A step that touches more tickets than one stands in ticket_parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from api import models
from api import step_models as shapes
from api.china_days import calendar_of
from api.commands.evidence import Held
from api.commands.held_copies import REUSED, held_copies
from api.commands.ticket_intake import DESK
from api.commands.tickets import decided
from api.context import Ctx, Done
from api.deadlines import keeping, office_hours
from domain import ticket
from domain.errors import Unknown
from domain.governance.clauses import clause_of
from domain.ids import TicketId
from domain.policy import PolicyProfile
from domain.schema import Event, Events
from domain.ticket import Change, appointments, approval, clock, costs, emergency, papers, proxy, questions
from domain.values import Sealed
from domain.work_time import Timekeeping, is_outside

S = TypeVar("S")
STAFF = ("desk", "warden")
SUPERVISOR = "approver"


class StepUnknown(Unknown):
    """Facts: known."""

    code = "ticket.step_unknown"


@dataclass(frozen=True)
class Call:
    """One step asked for: the ticket as read, what was sent, its text sealed under the ticket's key."""

    ctx: Ctx
    held: Held[ticket.State]
    profile: PolicyProfile
    body: Any
    sealed: Sealed | None

    @property
    def by(self) -> str:
        return self.ctx.actor.account

    @property
    def at(self) -> datetime:
        return self.ctx.holds_from

    @property
    def text(self) -> Sealed:
        assert self.sealed is not None
        return self.sealed

    @property
    def state(self) -> ticket.State:
        assert self.held.state is not None
        return self.held.state

    @property
    def keep(self) -> Timekeeping:
        return timekeeping(self.ctx, self.held, self.profile)

    def told(self, fold: Callable[[Iterable[Event]], S]) -> S:
        """Another chapter of the ticket's story."""
        return fold(each.body for each in self.held.recorded)

    def clause(self, rule: str) -> str:
        return self.profile.rule(rule).clause


@dataclass(frozen=True)
class Step:
    """path: under /api/tickets/{id}/, and its name at the command line. shape: what is sent. who: roles."""

    path: str
    shape: type[models.Reasoned]
    decide: Callable[[Call], Events]
    zh: str
    en: str
    who: tuple[str, ...] = STAFF


def take(ctx: Ctx, step: Step, stream: TicketId, body: models.Reasoned, *, seen: int | None = None) -> Done:
    sealed = ctx.vault.seal(stream, {"text": body.text}) if isinstance(body, models.Told) else None

    def decide(held: Held[ticket.State], profile: PolicyProfile) -> Events:
        return step.decide(Call(ctx, held, profile, body, sealed))

    return decided(ctx, stream, decide, seen)


def timekeeping(ctx: Ctx, held: Held[ticket.State], profile: PolicyProfile) -> Timekeeping:
    """The clock of the ticket's category, as the profile it was reported under has it, by the calendar as it stands."""
    under = reported_under(held, profile)
    return keeping(under, clock_of(held, under), calendar_of(ctx))


def reported_under(held: Held[ticket.State], profile: PolicyProfile) -> PolicyProfile:
    """profile: that of now, where the report names none."""
    named = held.recorded[0].meta.policy
    return PolicyProfile.load(named) if named else profile


def clock_of(held: Held[ticket.State], under: PolicyProfile) -> str:
    assert held.state is not None
    return under.category(held.state.category).deadline.clock


def _ask(call: Call) -> Events:
    change = Change(call.body.change)
    rule = None if change is Change.RETURN else call.profile.rule(f"ticket.{change}_most")
    most = rule and clock.Most(int(rule.value), rule.clause)
    return clock.ask(call.state, by=call.by, change=change, days=call.body.days, most=most, text=call.text, at=call.at)


def _ask_papers(call: Call) -> Events:
    supervisor = call.by if call.ctx.actor.role == SUPERVISOR else None
    given = {"count": call.body.count, "text": call.text, "supervisor": supervisor}
    notices = papers.Notices(call.profile.number("ticket.material_notices"), call.clause("ticket.material_notices"))
    held = {one.paper for one in held_copies(call.ctx, call.held)} & set(call.body.papers)
    given |= {"held": held, "held_clause": clause_of(call.profile, REUSED)}
    return papers.ask(call.told(papers.fold), by=call.by, at=call.at, notices=notices, **given)


def _start_proxy(call: Call) -> Events:
    return proxy.start(call.told(proxy.fold), mode=proxy.Mode(call.body.mode), proxy=call.body.proxy, by=call.by, at=call.at)


def _authorise(call: Call) -> Events:
    return proxy.authorise(call.told(proxy.fold), by=call.by, until=call.body.until, text=call.text, at=call.at)


def _step_proxy(call: Call) -> Events:
    return proxy.step(call.told(proxy.fold), by=call.by, text=call.text, clause=call.clause("ticket.proxy_authorised"), at=call.at)


def _book(call: Call) -> Events:
    body, outside = call.body, is_outside(office_hours(call.profile), calendar_of(call.ctx).is_working, call.body.starts_at)
    given = {"starts_at": body.starts_at, "ends_at": body.ends_at, "attendant": body.attendant, "outside_hours": outside}
    return appointments.book(call.told(appointments.fold), by=call.by, at=call.at, **given)


def _settle(call: Call) -> Events:
    absent = call.body.absent and appointments.Absent(call.body.absent)
    return appointments.settle(call.told(appointments.fold), starts_at=call.body.starts_at, absent=absent, by=call.by, at=call.at)


def _declare(call: Call) -> Events:
    level = ticket.Level(call.profile.route(ticket.Scope.MAJOR).level)
    given = {"superior": f"{level}:{call.state.community}", "level": level, "clause": call.clause("ticket.emergency")}
    return emergency.declare(call.told(emergency.fold), by=call.by, text=call.text, at=call.at, **given)


def _decide_approval(call: Call) -> Events:
    return approval.decide(call.told(approval.fold), granted=call.body.granted, by=call.by, text=call.text, at=call.at)


def _follow_up(call: Call) -> Events:
    given = {"satisfaction": call.body.satisfaction, "by": call.by, "text": call.text, "clause": call.clause("volunteer.followed_up")}
    return questions.follow_up(call.told(questions.fold), **given, at=call.at)


CLOCK = (
    Step("clock/request", shapes.ClockAsked, _ask, "申请暂停、延期、退回、挂账", "ask for a pause, extension, return or shelving"),
    Step(
        "clock/approval",
        models.Reasoned,
        lambda call: clock.approve(call.state, by=call.by, keep=call.keep, desk=DESK, at=call.at),
        "批准时限变更",
        "approve what was asked",
        (SUPERVISOR,),
    ),
    Step(
        "clock/refusal",
        models.Reasoned,
        lambda call: clock.refuse(call.state, by=call.by, at=call.at),
        "不批准时限变更",
        "refuse what was asked",
        (SUPERVISOR,),
    ),
    Step(
        "clock/resumption",
        models.Reasoned,
        lambda call: clock.resume(call.state, by=call.by, keep=call.keep, at=call.at),
        "恢复计时",
        "the clock runs again",
    ),
    Step(
        "interim-reply",
        models.Told,
        lambda call: clock.reply(call.state, by=call.by, text=call.text, at=call.at),
        "阶段性答复",
        "tell who asked that it went up",
    ),
)
FOR_THE_RESIDENT = (
    Step("papers", shapes.PapersGiven, _ask_papers, "一次性告知缺件", "ask for all missing papers, once", (*STAFF, SUPERVISOR)),
    Step(
        "papers/receipt",
        models.Reasoned,
        lambda call: papers.bring(call.told(papers.fold), by=call.by, at=call.at),
        "材料补齐",
        "the papers were brought",
    ),
    Step("proxy", shapes.ProxyGiven, _start_proxy, "代办立项", "open a proxy case"),
    Step("proxy/authorisation", shapes.AuthorisationGiven, _authorise, "代办授权", "the resident authorises the proxy"),
    Step("proxy/steps", models.Told, _step_proxy, "代办进展", "a step of the proxy"),
    Step(
        "proxy/closing",
        models.Reasoned,
        lambda call: proxy.end(call.told(proxy.fold), by=call.by, at=call.at),
        "代办完结",
        "close the proxy case",
    ),
    Step("appointments", shapes.AppointmentGiven, _book, "预约", "book an appointment"),
    Step("appointments/outcome", shapes.AppointmentOutcome, _settle, "预约履约或失约", "an appointment was kept or missed"),
    Step("follow-up", shapes.FollowUpGiven, _follow_up, "志愿服务回访", "follow up a volunteer's work"),
)
MONEY = (
    Step(
        "cost",
        shapes.CostGiven,
        lambda call: costs.estimate(call.told(costs.fold), fen=call.body.fen, by=call.by, at=call.at),
        "费用估算（分）",
        "estimate the cost, in fen",
    ),
    Step(
        "cost/pledges",
        shapes.ContributionGiven,
        lambda call: costs.pledge(call.told(costs.fold), payer=call.body.payer, fen=call.body.fen, by=call.by, at=call.at),
        "认缴",
        "a payer pledges",
    ),
    Step(
        "cost/payments",
        shapes.ContributionGiven,
        lambda call: costs.pay(call.told(costs.fold), payer=call.body.payer, fen=call.body.fen, by=call.by, at=call.at),
        "缴纳",
        "a payer pays",
    ),
)
UPWARDS = (
    Step(
        "approval/submission",
        shapes.AuthorityGiven,
        lambda call: approval.forward(call.told(approval.fold), authority=call.body.authority, by=call.by, at=call.at),
        "报送审批",
        "submit for approval",
    ),
    Step(
        "approval/steps",
        models.Told,
        lambda call: approval.record_step(call.told(approval.fold), by=call.by, text=call.text, at=call.at),
        "审批进展",
        "a step of the approval",
    ),
    Step("approval/decision", shapes.Verdict, _decide_approval, "审批决定", "record the decision", ("desk", SUPERVISOR)),
    Step("emergency", models.Told, _declare, "宣布突发", "declare an emergency"),
    Step(
        "emergency/teams",
        shapes.TeamGiven,
        lambda call: emergency.send(call.told(emergency.fold), team=call.body.team, by=call.by, at=call.at),
        "队伍出动",
        "send a team",
    ),
    Step(
        "emergency/arrivals",
        shapes.TeamGiven,
        lambda call: emergency.arrive(call.told(emergency.fold), team=call.body.team, by=call.by, at=call.at),
        "队伍到场",
        "a team is on the scene",
    ),
    Step(
        "emergency/superior",
        shapes.SuperiorGiven,
        lambda call: emergency.notify(call.told(emergency.fold), superior=call.body.superior, by=call.by, at=call.at),
        "报告上级",
        "the superior was told",
    ),
    Step(
        "question",
        shapes.QuestionGiven,
        lambda call: questions.ask(call.told(questions.fold), section=call.body.section, by=call.by, text=call.text, at=call.at),
        "业务请示",
        "ask the section that knows",
    ),
    Step(
        "question/answer",
        models.Told,
        lambda call: questions.answer(call.told(questions.fold), by=call.by, text=call.text, at=call.at),
        "业务答复",
        "the section's answer",
    ),
)
STEPS: Mapping[str, Step] = {step.path: step for step in (*CLOCK, *FOR_THE_RESIDENT, *MONEY, *UPWARDS)}
