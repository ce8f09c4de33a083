"""The record of a visit put right: what was wrong, what is right, why; late, somebody else decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.commands.evidence import Held, append, day_of, hold, persisting, profile_on, standing
from api.commands.roster import hold_roster
from api.commands.visits import Noted, asked_of_a_visit, place_in_cover, visited_then
from api.context import Ctx, Done
from api.vault import Erased, Restricted
from domain import spot_check, visit
from domain.ids import HouseholdId, TicketId, VisitId, WardenId, spot_check_id
from domain.policy import PolicyProfile
from domain.visit import Contact, Entry, Role, Span

WITHIN = "visit.corrected_within"


@dataclass(frozen=True)
class Righted:
    """What the record should say; None: as it stands. why: kept sealed."""

    why: str
    household: HouseholdId | None = None
    visited_at: datetime | None = None
    purpose: str | None = None
    contact: Contact | None = None
    role: Role | None = None
    issue: str | None = None
    feedback: str | None = None
    ticket: TicketId | None = None

    def over(self, was: Entry, text: dict[str, str]) -> Noted:
        return Noted(
            self.purpose or was.purpose,
            text.get("issue", "") if self.issue is None else self.issue,
            text.get("feedback", "") if self.feedback is None else self.feedback,
            self.contact or was.contact,
            self.role or was.role,
            self.ticket or was.ticket,
        )


def correct(ctx: Ctx, stream: VisitId, given: Righted) -> Done:
    """outcome: "corrected", or "proposed" where somebody else decides, with why (because) and the clause.

    Raises VisitUnknown, and what the rules of a visit and of its correction refuse.
    """
    held = _hold(ctx, stream)
    was = held.state.entry
    text = _text(ctx, was)
    household = given.household or was.household
    noted = given.over(was, text)
    is_new_text = noted.content() != text
    found = was.found if household == was.household and not is_new_text else ctx.vault.seal(household, noted.content())
    note = ctx.vault.seal(household, {"text": given.why})

    def decide() -> Done:
        held = _hold(ctx, stream)
        at = given.visited_at or held.state.entry.visited_at
        right, of, profile = _entry(ctx, held.state.entry, household, noted, found, at)
        days = profile.rule(WITHIN)
        events = visit.correct(
            held.state,
            right=right,
            is_new_text=is_new_text,
            community=of.community,
            own=WardenId(ctx.actor.warden) if ctx.actor.warden else None,
            span=Span(day_of(held.state.told.visited_at), ctx.today, int(days.value)),
            is_drawn=_is_drawn(ctx, held.state),
            why=given.why,
            note=note,
            by=ctx.actor.account,
        )
        answer = _answer(held, events[0]) | {"clause": days.clause}
        return append(ctx, [held.write(events, at if isinstance(events[0], visit.Corrected) else None)], answer, profile.key)

    return persisting(ctx, decide)


def approve(ctx: Ctx, stream: VisitId) -> Done:
    def decide() -> Done:
        held = _hold(ctx, stream)
        events = visit.approve_correction(held.state, by=ctx.actor.account)
        return append(ctx, [held.write(events, events[0].right.visited_at)], _answer(held, events[0]))

    return persisting(ctx, decide)


def reject(ctx: Ctx, stream: VisitId, why: str) -> Done:
    sealed = ctx.vault.seal(_hold(ctx, stream).state.entry.household, {"text": why})

    def decide() -> Done:
        held = _hold(ctx, stream)
        events = visit.reject_correction(held.state, by=ctx.actor.account, why=why, note=sealed)
        return append(ctx, [held.write(events)], _answer(held, events[0]))

    return persisting(ctx, decide)


def _hold(ctx: Ctx, stream: VisitId) -> Held[visit.State]:
    held = hold(ctx, stream, visit.fold)
    if held.state is None:
        raise visit.VisitUnknown()
    return held


def _entry(
    ctx: Ctx, was: Entry, household: HouseholdId, noted: Noted, found: Any, at: datetime
) -> tuple[Entry, visit.Visited, PolicyProfile]:
    """What the record should say, by the rules and the roster of the time that it should name."""
    ctx.office.freshen("household_history", "grids")
    of = visited_then(ctx, household, at)
    profile = profile_on(standing(ctx, of.community), at)
    place = place_in_cover(hold_roster(ctx, of.community).state, of.grid, was.warden, at)
    return visit.entry_for(of, was.warden, place, noted.sealed(found), asked_of_a_visit(profile), at, ctx.now), of, profile


def _text(ctx: Ctx, was: Entry) -> dict[str, str]:
    """Empty where it was erased: what it should say is then asked for anew."""
    content = ctx.vault.open(was.found)
    return {} if isinstance(content, Erased | Restricted) else dict(content)


def _is_drawn(ctx: Ctx, state: visit.State) -> bool:
    checks = hold(ctx, spot_check_id(state.community), spot_check.fold).state
    return checks is not None and state.visit in checks.drawn


def _answer(held: Held[visit.State], event: visit.Corrected | visit.CorrectionProposed | visit.CorrectionRejected) -> dict[str, Any]:
    because = event.because.value if isinstance(event, visit.CorrectionProposed) else None
    outcome = {visit.Corrected: "corrected", visit.CorrectionProposed: "proposed", visit.CorrectionRejected: "rejected"}[type(event)]
    return {"visit": held.stream, "outcome": outcome, "because": because, "version": held.version + 1}
