"""Home visits: recorded after they were made, by who was on duty there at that time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from api.commands.evidence import append, persisting, profile_on, standing
from api.commands.roster import hold_roster
from api.context import Ctx, Done
from domain import cover, household, visit
from domain.cover import As, Roster
from domain.ids import BuildingId, GridId, HouseholdId, TicketId, VisitId, WardenId
from domain.journal import Write
from domain.policy import PolicyProfile
from domain.schema import Events
from domain.values import Sealed
from domain.visit import Contact, Notes, Role, Visited
from projections import grids, household_history


@dataclass(frozen=True)
class Noted:
    """What the warden brings back: purpose, issue and feedback are asked for, all three."""

    purpose: str
    issue: str
    feedback: str
    contact: Contact = Contact.HOME
    role: Role = Role.LIAISON
    ticket: TicketId | None = None

    def content(self) -> dict[str, str]:
        return {"issue": self.issue, "feedback": self.feedback}

    def sealed(self, found: Sealed) -> Notes:
        return Notes(self.contact, self.role, self.purpose, self.issue, self.feedback, found, self.ticket)


def record(ctx: Ctx, hh: HouseholdId, warden: WardenId, noted: Noted, visited_at: datetime) -> Done:
    """Raises VisitNotYourGrid unless the warden was on duty for the household's grid at that moment."""
    stream = VisitId(ctx.new_id("vis"))
    found = ctx.vault.seal(hh, noted.content())

    def decide() -> Done:
        ctx.office.freshen("household_history", "grids")
        of = visited_then(ctx, hh, visited_at)
        owner = standing(ctx, of.community)
        assert owner.state is not None
        profile, roster = profile_on(owner, visited_at), hold_roster(ctx, of.community).state
        events = decided(ctx, stream, of, warden, noted.sealed(found), profile, roster, visited_at)
        return append(ctx, [Write(stream, 0, events, visited_at)], {"visit": stream, "household": hh, "version": 1}, profile.key)

    return persisting(ctx, decide)


def decided(
    ctx: Ctx,
    stream: VisitId,
    of: Visited,
    warden: WardenId,
    notes: Notes,
    profile: PolicyProfile,
    roster: Roster | None,
    visited_at: datetime,
) -> Events:
    """The visit as an event, or its refusal."""
    return visit.record(
        None,
        visit=stream,
        of=of,
        warden=warden,
        on_duty_as=place_in_cover(roster, of.grid, warden, visited_at),
        notes=notes,
        asked=asked_of_a_visit(profile),
        visited_at=visited_at,
        now=ctx.now,
    )


def asked_of_a_visit(profile: PolicyProfile) -> visit.Asked:
    fields, contacts = profile.rule("visit.fields"), profile.rule("visit.contacts")
    return visit.Asked(profile.purposes.keys(), str(contacts.value).split("、"), fields.clause, contacts.clause)


def visited_then(ctx: Ctx, hh: HouseholdId, at: datetime) -> Visited:
    """Where the household lived at an instant, and in which grid, as the read models have it. Raises HouseholdUnknown."""
    with ctx.office.reading() as connection:
        lived = household_history.household(connection, hh, at)
        stands = grids.building(connection, lived["building"], at) if lived and lived["building"] else None
    if lived is None:
        raise household.HouseholdUnknown()
    building = BuildingId(lived["building"]) if lived["building"] else None
    return Visited(hh, lived["community"], building, GridId(stands["grid"]) if stands and stands["grid"] else None)


def place_in_cover(roster: Roster | None, grid: GridId | None, warden: WardenId, at: datetime) -> As | None:
    """A who is at work may always visit the own grid; B and a stand-in while they are on duty."""
    post = cover.post_of(roster, grid, at) if roster and grid else None
    if roster is None or post is None:
        return None
    if cover.holder(post.primaries, at) == warden and cover.is_available(roster, warden, at):
        return As.A
    on = cover.on_duty(roster, post.post, at)
    return on.as_ if on is not None and on.warden == warden else None
