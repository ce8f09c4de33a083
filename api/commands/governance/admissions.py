"""Tasks that want to enter a community; the two lists; refusals."""

from __future__ import annotations

from datetime import date, timedelta

from api.commands.acting import Acted, Ran, Step, as_events, each, on_time
from api.commands.evidence import Held, day_of, hold
from api.commands.governance.deciding import carried_on, decided, decided_on, kept, on_day
from api.context import Ctx, Done, Office, start_of_day
from domain.governance import admission, duty_lists, task_refusal
from domain.governance.admission import AdmissionUnknown, Body, RequesterLevel, Terms
from domain.governance.clauses import clause_of
from domain.governance.duty_lists import Entry
from domain.governance.task_refusal import Asked
from domain.ids import AdmissionId, CommunityId, DutyListsId, TaskRefusalId, community_code, community_id, district_code
from domain.policy import PolicyProfile
from domain.schema import Events
from projections import admissions

STEPS = "admission.steps"


def lists_stream(code: str) -> DutyListsId:
    return DutyListsId("lst-" + district_code(community_id(code)))


def hold_lists(ctx: Ctx, code: str) -> Held[duty_lists.State]:
    return hold(ctx, lists_stream(code), duty_lists.fold)


def publish_lists(ctx: Ctx, code: str, entries: tuple[Entry, ...], on: date) -> Done:
    """For the district of the community named."""
    stream = lists_stream(code)

    def decide(state: duty_lists.State | None, profile: PolicyProfile) -> Events:
        clause = clause_of(profile, "duty.lists")
        return duty_lists.publish(state, lists=stream, entries=entries, on=on, document=ctx.document, clause=clause)

    return decided(ctx, code, stream, duty_lists, decide)


def request(ctx: Ctx, code: str, department: str, level: RequesterLevel, title: str, terms: Terms, *, key: str = "") -> Done:
    """key: of the two lists, where the department says that the task stands there."""
    stream = AdmissionId(ctx.new_id("adm"))
    lists = hold_lists(ctx, code)
    entry = duty_lists.entry_of(lists.state, key, on_day(ctx))
    edition = duty_lists.in_force(lists.state, on_day(ctx))

    def decide(state: admission.State | None, profile: PolicyProfile) -> Events:
        return admission.request(
            state,
            admission=stream,
            community=community_id(code),
            department=department,
            level=level,
            title=title,
            terms=terms,
            listed=(entry.key, edition.number) if entry and edition else None,
            profile=profile,
        )

    return decided(ctx, code, stream, admission, decide)


def gate(ctx: Ctx, stream: AdmissionId, by: Body, *, seen: int | None = None) -> Done:
    return decided_on(
        ctx, stream, admission, AdmissionUnknown, lambda state, profile: admission.gate(state, by=by, profile=profile), seen=seen
    )


def approve(
    ctx: Ctx, stream: AdmissionId, by: Body, *, budget_yuan: int | None = None, ends: date | None = None, seen: int | None = None
) -> Done:
    def decide(state: admission.State | None, profile: PolicyProfile) -> Events:
        return admission.approve(state, by=by, document=ctx.document, profile=profile, budget_yuan=budget_yuan, ends=ends)

    return decided_on(ctx, stream, admission, AdmissionUnknown, decide, seen=seen)


def reject(ctx: Ctx, stream: AdmissionId, by: Body, *, seen: int | None = None) -> Done:
    def decide(state: admission.State | None, profile: PolicyProfile) -> Events:
        return admission.reject(state, by=by, reason=ctx.reason, profile=profile)

    return decided_on(ctx, stream, admission, AdmissionUnknown, decide, seen=seen)


def enter(ctx: Ctx, stream: AdmissionId, agreement: str, budget_yuan: int, *, seen: int | None = None) -> Done:
    def decide(state: admission.State | None, profile: PolicyProfile) -> Events:
        return admission.enter(state, agreement=agreement, budget_yuan=budget_yuan, on=on_day(ctx), profile=profile)

    return decided_on(ctx, stream, admission, AdmissionUnknown, decide, seen=seen)


def withdraw(ctx: Ctx, stream: AdmissionId, *, seen: int | None = None) -> Done:
    def decide(state: admission.State | None, profile: PolicyProfile) -> Events:
        return admission.withdraw(state, on=on_day(ctx), profile=profile)

    return decided_on(ctx, stream, admission, AdmissionUnknown, decide, seen=seen)


def refuse(ctx: Ctx, code: str, department: str, title: str, asked: Asked, *, key: str = "", claimed: AdmissionId | None = None) -> Done:
    """key, claimed: what the department says entitles it; both are looked up as they stand on the day."""
    stream = TaskRefusalId(ctx.new_id("trf"))
    entry = duty_lists.entry_of(hold_lists(ctx, code).state, key, on_day(ctx))
    admitted = admitted_on(ctx, code, claimed, on_day(ctx))

    def decide(state: task_refusal.State | None, profile: PolicyProfile) -> Events:
        return task_refusal.refuse(
            state,
            refusal=stream,
            community=community_id(code),
            department=department,
            title=title,
            asked=asked,
            listed=(entry.key, entry.basis) if entry else None,
            admitted=admitted,
            profile=profile,
        )

    return decided(ctx, code, stream, task_refusal, decide)


def admitted_on(ctx: Ctx, code: str, claimed: AdmissionId | None, on: date) -> AdmissionId | None:
    """The admission claimed, where it holds on that day in that community, or was given to one that ended in it."""
    if claimed is None:
        return None
    state = hold(ctx, claimed, admission.fold).state
    return claimed if any(admission.holds(state, one, on) for one in kept(ctx, code)) else None


def withdraw_expired(office: Office, community: CommunityId | None = None) -> Ran:
    """The clock: every admission whose last day has passed leaves with that day's end. Run twice, or by two at once, it withdraws once."""
    office.freshen(admissions.NAME)
    today = day_of(office.clock())
    with office.reading() as connection:
        due = admissions.expired(connection, today, community)
    return each(due, lambda row: _expire(office, AdmissionId(row["admission"]), row["ends"], today))


def _expire(office: Office, stream: AdmissionId, ends: date, today: date) -> Acted | None:
    over_at = start_of_day(ends + timedelta(days=1))

    def decide(ctx: Ctx, held: Held[admission.State]) -> Step | None:
        _, profile = carried_on(ctx, community_code(admission.existing(held.state).community))
        events = admission.expire(held.state, today=today, profile=profile)
        approved = max(each.position for each in held.recorded if isinstance(each.body, admission.Approved))
        return (events and Step(as_events(events, over_at), STEPS, clause_of(profile, STEPS), approved, profile.key)) or None

    return on_time(office, stream, over_at, admission.fold, decide)
