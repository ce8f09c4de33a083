"""Random commands of households, plans, duty and tickets together, lawful and unlawful, today, dated back, dated ahead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from api.commands import (
    approval,
    clocks,
    drawing,
    enactment,
    families,
    proposing,
    residents,
    roster,
    territory,
    ticket_intake,
    ticket_steps,
    tickets,
)
from api.commands.drawing import Selection
from api.commands.residents import Door, PersonGiven
from api.context import Actor
from api.step_models import ClockAsked
from domain.errors import DomainError
from domain.household import Hukou
from domain.ids import PlanId, PostId, WardenId
from domain.policy import PolicyProfile
from domain.ticket import Level
from projections.rebuild import rebuild
from tests.api.laws.oracle import Oracle, refused_well
from tests.api.laws.town import CHEN, CODE, LIN, WANG, WARDENS, Settled, Town, drawn

T = TypeVar("T")
PROFILES = ("erenhot", "runzhou", "changxing")
numbers = st.integers(0, 99)
when = st.sampled_from((None, None, None, -70, -40, -15, -3, -0.5, 0.5, 3, 8, 15))
spans = st.tuples(st.sampled_from((-20, -2, 0, 2, 6, 12)), st.sampled_from((-1, 0.5, 3, 10)))
"""When a leave begins, in days from now, and how long it lasts."""


def pick(among: Sequence[T], number: int) -> T:
    return among[number % len(among)]


class Lives(RuleBasedStateMachine):
    """Rules name things by number, so that a run can be told again; what a rule asks for may well be refused."""

    settled: ClassVar[Settled]

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.town: Town = self.open.enter_context(self.settled.copied())
        self.oracle = Oracle(self.town)
        self.refused: list[str] = []

    def teardown(self) -> None:
        try:
            self.town.office.freshen()
            report = rebuild(self.town.office.journal, self.town.office.databases.project, check=True)
            assert [(one.table, one.differing) for one in report.tables if not one.equal] == []
        finally:
            self.open.close()

    def told(self, act: Callable[[], Any]) -> dict[str, Any]:
        """What the command answered; empty when it was refused, which leaves no trace."""
        before = self.town.office.journal.head()
        try:
            return act().answer
        except DomainError as refusal:
            assert self.town.office.journal.head() == before, "a refused command wrote"
            refused_well(refusal)
            self.refused.append(refusal.code)
            return {}

    @invariant()
    def the_laws_hold(self) -> None:
        self.oracle.look()

    # Households

    def _family(self, number: int) -> list[PersonGiven]:
        return [PersonGiven("head", {"name": "王五"}), *(PersonGiven("child", {"name": "王六"}) for _ in range(number % 3))]

    def _door(self, number: int) -> Door:
        return Door("1", f"{number}01")

    @rule(at=when, house=numbers, size=numbers, comes=st.booleans())
    def a_household_comes(self, at: float | None, house: int, size: int, comes: bool) -> None:
        settle = residents.move_in if comes else residents.register
        family, ctx = self._family(size), self.town.ctx(CHEN, at)
        answer = self.told(lambda: settle(ctx, pick(self.town.buildings, house), self._door(size), family, hukou=Hukou.UNKNOWN))
        self.town.households += [answer["household"]] if answer else []

    @rule(at=when, who=numbers, house=numbers)
    def it_moves_within(self, at: float | None, who: int, house: int) -> None:
        to, ctx = pick(self.town.buildings, house), self.town.ctx(CHEN, at)
        self.told(lambda: residents.move_within(ctx, pick(self.town.households, who), to, self._door(house)))

    @rule(at=when, who=numbers)
    def it_moves_out(self, at: float | None, who: int) -> None:
        ctx = self.town.ctx(CHEN, at)
        self.told(lambda: residents.move_out(ctx, pick(self.town.households, who), going_to="外地"))

    @rule(at=when, who=numbers, house=numbers)
    def it_returns(self, at: float | None, who: int, house: int) -> None:
        ctx, family = self.town.ctx(CHEN, at), self._family(who)
        back = {"returning": pick(self.town.households, who)}
        self.told(lambda: residents.move_in(ctx, pick(self.town.buildings, house), self._door(house), family, **back))

    @rule(at=when, who=numbers, house=numbers, person=numbers)
    def it_splits(self, at: float | None, who: int, house: int, person: int) -> None:
        hh, ctx = pick(self.town.households, who), self.town.ctx(CHEN, at)
        persons = self._members(hh)
        leaving = [pick(persons, person)] if persons else []
        answer = self.told(lambda: residents.split(ctx, hh, leaving, pick(self.town.buildings, house), self._door(person)))
        self.town.households += [answer["into"]] if answer else []

    @rule(at=when, who=numbers, other=numbers)
    def two_become_one(self, at: float | None, who: int, other: int) -> None:
        ctx = self.town.ctx(CHEN, at)
        self.told(lambda: residents.merge(ctx, pick(self.town.households, who), pick(self.town.households, other)))

    @rule(at=when, who=numbers, person=numbers, how=st.sampled_from(("joins", "leaves", "dies", "heads", "some")))
    def somebody(self, at: float | None, who: int, person: int, how: str) -> None:
        hh, ctx = pick(self.town.households, who), self.town.ctx(CHEN, at)
        persons = self._members(hh)
        one = pick(persons, person) if persons else "psn-0000000000000000"
        steps: dict[str, Callable[[], Any]] = {
            "joins": lambda: residents.add_member(ctx, hh, PersonGiven(pick(("child", "parent", "head", "cousin"), person))),
            "leaves": lambda: residents.remove_member(ctx, hh, one),
            "dies": lambda: families.record_death(ctx, hh, one),
            "heads": lambda: families.change_head(ctx, hh, one),
            "some": lambda: families.move_part_out(ctx, hh, [one]),
        }
        self.told(steps[how])

    def _members(self, hh: str) -> list[str]:
        state = residents.hold_household(self.town.ctx(CHEN), hh, self.town.now).state
        return sorted(state.persons) if state else []

    # Plans

    @rule()
    def a_plan_is_drafted(self) -> None:
        answer = self.told(lambda: proposing.copy(self.town.ctx(LIN), CODE))
        self.town.plans += [PlanId(answer["plan"])] if answer else []

    @rule(plan=numbers, house=numbers, to=numbers)
    def a_building_is_given_to_another_grid(self, plan: int, house: int, to: int) -> None:
        plan = pick(self.town.plans[-2:], plan)
        grid = pick(sorted(drawn(self.town, plan).grids), to)
        self.told(lambda: drawing.paint(self.town.ctx(LIN), plan, Selection((pick(self.town.buildings, house),)), grid))

    @rule(plan=numbers, grid=numbers, into=numbers, splits=st.booleans())
    def grids_split_and_merge(self, plan: int, grid: int, into: int, splits: bool) -> None:
        plan = pick(self.town.plans[-2:], plan)
        grids = sorted(drawn(self.town, plan).grids)
        some, ctx = self.town.buildings[into % 20 :][:4], self.town.ctx(LIN)
        if splits:
            self.told(lambda: drawing.split(ctx, plan, pick(grids, grid), f"新{into}", buildings=some))
        else:
            self.told(lambda: drawing.merge(ctx, plan, pick(grids, into), [pick(grids, grid)]))

    @rule(plan=numbers, step=st.sampled_from(("submit", "approve", "return", "discard")), by=st.sampled_from((LIN, WANG)))
    def a_plan_goes_its_way(self, plan: int, step: str, by: Actor) -> None:
        plan, ctx = pick(self.town.plans[-2:], plan), self.town.ctx(by)
        steps: dict[str, Callable[[], Any]] = {
            "submit": lambda: approval.submit(ctx, plan),
            "approve": lambda: approval.approve(ctx, plan),
            "return": lambda: approval.return_to_draft(ctx, plan),
            "discard": lambda: approval.discard(ctx, plan),
        }
        self.told(steps[step])

    @rule(plan=numbers, on=st.sampled_from((-50, -10, -2, 0, 0, 2, 5, 10)), signed=st.booleans())
    def a_plan_becomes_law(self, plan: int, on: int, signed: bool) -> None:
        """signed: by a document at the console, which covers submission and approval and grids outside the band."""
        plan, day = pick(self.town.plans[-2:], plan), (self.town.now + timedelta(days=on)).date()
        enact = enactment.enact_by_document if signed else enactment.enact
        self.told(lambda: enact(self.town.ctx(WANG, document="锦社建〔2026〕2号"), plan, day))

    @rule(house=numbers, to=numbers, on=st.sampled_from((-10, -2, 0, 2, 5, 10)))
    def a_border_is_moved(self, house: int, to: int, on: int) -> None:
        """The whole way at once, so that runs get far: a draft, one building given away, a document, a day."""
        self.a_plan_is_drafted()
        self.a_building_is_given_to_another_grid(-1, house, to)
        self.a_plan_becomes_law(-1, on, True)

    # Duty

    @rule(at=when, post=numbers, a=numbers, b=st.none() | numbers)
    def holders_change(self, at: float | None, post: int, a: int, b: int | None) -> None:
        ctx, standby = self.town.ctx(CHEN, at), None if b is None else pick(self.town.wardens, b)
        self.told(lambda: roster.appoint(ctx, CODE, self._post(post), pick(self.town.wardens, a), standby=standby))

    @rule(at=when, post=numbers, b=numbers)
    def b_is_named(self, at: float | None, post: int, b: int) -> None:
        ctx = self.town.ctx(CHEN, at)
        self.told(lambda: roster.designate(ctx, CODE, self._post(post), pick(self.town.wardens, b)))

    @rule(at=when, post=numbers, to=numbers)
    def a_post_is_handed_over(self, at: float | None, post: int, to: int) -> None:
        ctx, post = self.town.ctx(CHEN, at), self._post(post)
        held = self.town.roster().posts[post].primaries
        holder = held[-1].warden if held else pick(self.town.wardens, to + 1)
        self.told(lambda: roster.hand_over(ctx, CODE, post, holder, pick(self.town.wardens, to), note="钥匙"))

    @rule(who=numbers, span=spans)
    def somebody_takes_leave(self, who: int, span: tuple[float, float]) -> None:
        starts_at = self.town.now + timedelta(days=span[0])
        ends_at = starts_at + timedelta(days=span[1])
        answer = self.told(lambda: roster.grant_leave(self.town.ctx(CHEN), CODE, pick(self.town.wardens, who), starts_at, ends_at))
        self.town.leaves += [answer["leave"]] if answer else []

    @rule(leave=numbers, at=when)
    def somebody_is_back_early(self, leave: int, at: float | None) -> None:
        if self.town.leaves:
            ends_at = self.town.now + timedelta(days=at or 0)
            self.told(lambda: roster.end_leave(self.town.ctx(CHEN), CODE, pick(self.town.leaves, leave), ends_at))

    @rule(post=numbers, who=numbers, span=spans)
    def somebody_stands_in(self, post: int, who: int, span: tuple[float, float]) -> None:
        starts_at = self.town.now + timedelta(days=span[0])
        ends_at = starts_at + timedelta(days=span[1])
        self.told(lambda: roster.stand_in(self.town.ctx(CHEN), CODE, self._post(post), pick(self.town.wardens, who), starts_at, ends_at))

    @rule(at=when, who=numbers, comes=st.booleans())
    def a_warden_comes_or_goes(self, at: float | None, who: int, comes: bool) -> None:
        ctx = self.town.ctx(CHEN, at)
        if not comes:
            self.told(lambda: roster.release(ctx, CODE, pick(self.town.wardens, who)))
        elif answer := self.told(lambda: roster.enroll(ctx, CODE, pick((*WARDENS, "zheng"), who), "新", "0511-85000002")):
            self.town.wardens.append(answer["warden"])

    @rule(at=when, post=numbers, opens=st.booleans())
    def a_post_opens_or_closes(self, at: float | None, post: int, opens: bool) -> None:
        ctx, known = self.town.ctx(CHEN, at), self._post(post)
        if opens:
            self.told(lambda: roster.define_post(ctx, CODE, self.town.roster().posts[known].grid))
        else:
            self.told(lambda: roster.close_post(ctx, CODE, known))

    def _post(self, number: int) -> PostId:
        return pick(list(self.town.roster().posts), number)

    # Tickets

    @rule(at=when, house=numbers, scope=st.sampled_from(("general", "regional", "global", "major")))
    def a_matter_is_reported(self, at: float | None, house: int, scope: str) -> None:
        category = next(iter(PolicyProfile.load(PROFILES[0]).categories))
        asked = ticket_intake.Asked(category, "路灯不亮", scope=scope, building=pick(self.town.buildings, house))
        answer = self.told(lambda: ticket_intake.report(self.town.ctx(CHEN, at), CODE, asked))
        self.town.tickets += [answer["ticket"]] if answer else []

    STEPS = ("accept", "dispatch", "handle", "feed_back", "close", "reopen", "pause", "approve", "resume")

    @rule(
        ticket=numbers, at=when, steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=4), level=st.sampled_from(Level), who=numbers
    )
    def steps_are_taken(self, ticket: int, at: float | None, steps: list[str], level: Level, who: int) -> None:
        for step in steps if self.town.tickets else ():
            self._step(pick(self.town.tickets, ticket), at, step, level, who)

    def _step(self, stream: Any, at: float | None, step: str, level: Level, who: int) -> None:
        warden = WardenId(pick(self.town.wardens, who))
        account = self.town.roster().wardens[warden].account
        ctx = self.town.ctx(Actor(account, "warden", warden), at)
        taken: dict[str, Callable[[], Any]] = {
            "accept": lambda: tickets.accept(ctx, stream),
            "dispatch": lambda: tickets.dispatch(ctx, stream, level, pick((account, "committee", " "), who)),
            "handle": lambda: tickets.handle(ctx, stream, "换了灯泡"),
            "feed_back": lambda: tickets.feed_back(ctx, stream, "已告知", satisfaction=who % 7),
            "close": lambda: tickets.close(ctx, stream, "solved"),
            "reopen": lambda: tickets.reopen(ctx, stream, "又坏了"),
            "pause": lambda: self._take(ctx, "clock/request", stream, ClockAsked(text="等材料", change="pause", days=3)),
            "approve": lambda: self._take(ctx, "clock/approval", stream, ticket_steps.models.Reasoned()),
            "resume": lambda: self._take(ctx, "clock/resumption", stream, ticket_steps.models.Reasoned()),
        }
        self.told(taken[step])

    def _take(self, ctx: Any, step: str, stream: Any, body: Any) -> Any:
        return ticket_steps.take(ctx, ticket_steps.STEPS[step], stream, body)

    # The community and time

    @rule(profile=st.sampled_from(PROFILES))
    def another_regulation(self, profile: str) -> None:
        self.told(lambda: territory.change_profile(self.town.ctx(WANG), CODE, PolicyProfile.load(profile)))

    @rule(days=st.sampled_from((0.5, 1, 3, 7)))
    def time_passes(self, days: float) -> None:
        """And every clock acts on what has become due."""
        self.town.now += timedelta(days=days)
        clocks.run(self.town.office)
