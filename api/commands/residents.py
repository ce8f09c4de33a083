"""Households and the people in them: files opened, moves, splits, merges, members. Personal content is sealed before the domain sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from api import doors
from api.commands.evidence import Held, append, coming_to, facts, hold, in_charge, persisting, require_going_on
from api.commands.persons import filed_person
from api.context import Ctx, Done, start_of_day
from domain import building, community, household
from domain.household import Hukou, Member, Place, story
from domain.ids import BuildingId, GridId, HouseholdId, PersonId, PlanId
from domain.journal import Write
from domain.schema import Events
from domain.values import Sealed
from projections import grids
from projections.statements import Row


@dataclass(frozen=True)
class Door:
    """Which dwelling of a building: unit (单元) and room (室). Sealed under the household's key."""

    unit: str = ""
    room: str = ""

    def content(self) -> dict[str, str]:
        return {"unit": self.unit, "room": self.room}


@dataclass(frozen=True)
class PersonGiven:
    """A person as told: relation to the head, and the personal content (name, id_number, birth, sex, phone, needs) to be sealed."""

    relation: str
    content: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Coming:
    """A plan enacted already that takes effect later, and the grid it puts a building into."""

    at: datetime
    grid: GridId
    plan: PlanId
    document: str


@dataclass(frozen=True)
class Home:
    """Where a household lives, as the plans see it that are known now.

    place.community: in whose register the building stands; owner: who is in charge of it then.
    """

    place: Place
    owner: Held[community.State]
    later: tuple[Coming, ...] = ()


def home_of(ctx: Ctx, stream: BuildingId) -> Home:
    """The door as whoever is in charge of it then has it: after a merger that is the successor.

    Raises BuildingUnknown, BuildingSucceeded.
    """
    if hold(ctx, stream, building.fold).state is None:
        raise building.BuildingUnknown()
    ctx.office.freshen(*doors.VIEWS)
    with ctx.office.reading() as connection:
        stream = BuildingId(doors.standing_for(connection, stream, ctx.holds_from))
        stands = hold(ctx, stream, building.fold).state
        assert stands is not None
        if stands.successors:
            raise building.BuildingSucceeded(building=stream, successors=list(stands.successors))
        owner = in_charge(ctx, stands.community, ctx.holds_from)
        held = grids.building(connection, stream, ctx.holds_from)
        later = tuple(_from(grids.building(connection, stream, one.on), one) for one in coming_to(ctx, owner, ctx.holds_from))
    place = Place(
        community=stands.community,
        building=stream,
        grid=held["grid"] if held else None,
        plan=held["plan"] if held else None,
        is_demolished=stands.demolished_on is not None,
    )
    return Home(place, owner, tuple(one for one in later if one is not None))


def _from(held: Row | None, enactment: community.Enactment) -> Coming | None:
    return Coming(start_of_day(enactment.on), held["grid"], enactment.plan, enactment.document) if held and held["grid"] else None


def register(
    ctx: Ctx, stream: BuildingId, door: Door, people: Sequence[PersonGiven], *, hukou: Hukou = Hukou.UNKNOWN, source: str = "desk"
) -> Done:
    """Open the file of a household that lives here already."""
    return _settle(ctx, HouseholdId(ctx.new_id("hh")), stream, door, people, hukou, source=source)


def move_in(
    ctx: Ctx,
    stream: BuildingId,
    door: Door,
    people: Sequence[PersonGiven],
    *,
    hukou: Hukou = Hukou.UNKNOWN,
    came_from: str = "",
    returning: HouseholdId | None = None,
) -> Done:
    """A household comes from outside; `returning` names the file of one that lived here before."""
    return _settle(ctx, returning or HouseholdId(ctx.new_id("hh")), stream, door, people, hukou, came_from=came_from)


def _settle(
    ctx: Ctx,
    hh: HouseholdId,
    stream: BuildingId,
    door: Door,
    people: Sequence[PersonGiven],
    hukou: Hukou,
    *,
    source: str | None = None,
    came_from: str = "",
) -> Done:
    members = seal_people(ctx, people)
    sealed_door = ctx.vault.seal(hh, door.content())
    origin = ctx.vault.seal(hh, {"text": came_from}) if came_from else None

    def decide() -> Done:
        held, home = hold_household(ctx, hh, ctx.holds_from), home_of(ctx, stream)
        assert home.owner.state is not None
        require_going_on(ctx, home.owner.state)
        common = {"household": hh, "door": sealed_door, "hukou": hukou, "members": members, "lives_in": {}}
        if source is not None:
            events = household.register(held.state, at=home.place, source=source, **common)
        else:
            events = household.move_in(held.state, to=home.place, came_from=origin, **common)
        return _record(ctx, held, events, home)

    return persisting(ctx, decide)


def move_within(ctx: Ctx, hh: HouseholdId, stream: BuildingId, door: Door, *, seen: int | None = None) -> Done:
    """The whole household to another door of the community."""
    sealed = ctx.vault.seal(hh, door.content())

    def decide() -> Done:
        held, home = hold_present(ctx, hh, seen), home_of(ctx, stream)
        home = in_one_charge(ctx, home, held.state)
        return _record(ctx, held, household.move_within(held.state, to=home.place, door=sealed, reason=ctx.reason), home)

    return persisting(ctx, decide, hh if seen is not None else None)


def move_out(ctx: Ctx, hh: HouseholdId, *, going_to: str = "", seen: int | None = None) -> Done:
    sealed = ctx.vault.seal(hh, {"text": going_to}) if going_to else None

    def decide() -> Done:
        held = hold_present(ctx, hh, seen)
        return _record(ctx, held, household.move_out(held.state, going_to=sealed, reason=ctx.reason))

    return persisting(ctx, decide, hh if seen is not None else None)


def split(
    ctx: Ctx,
    hh: HouseholdId,
    persons: Sequence[PersonId],
    stream: BuildingId,
    door: Door,
    *,
    hukou: Hukou = Hukou.UNKNOWN,
    relations: Mapping[PersonId, str] | None = None,
    seen: int | None = None,
) -> Done:
    """分户: the persons named form a household of their own, here or at another door."""
    into = HouseholdId(ctx.new_id("hh"))
    sealed = ctx.vault.seal(into, door.content())

    def decide() -> Done:
        held, home = hold_present(ctx, hh, seen), home_of(ctx, stream)
        home = in_one_charge(ctx, home, held.state)
        here, there = household.split(
            held.state, into, tuple(persons), to=home.place, door=sealed, hukou=hukou, reason=ctx.reason, relations=relations
        )
        later = later_writes(household.fold(there), home, 1)
        writes = [fitting(ctx, held, here), Write(into, 0, there), home.owner.stands(), *later]
        answer = _answer(held, here) | {"into": into}
        return append(ctx, writes, answer, home.owner.state.profile)

    return persisting(ctx, decide, hh if seen is not None else None)


def merge(ctx: Ctx, leaving: HouseholdId, staying: HouseholdId, *, seen: int | None = None) -> Done:
    """并户: the first file ends, its members join the second."""

    def decide() -> Done:
        gone, kept = hold_present(ctx, leaving, seen), hold_present(ctx, staying, None)
        here, there = household.merge(gone.state, _beside(ctx, gone.state, kept.state), reason=ctx.reason)
        writes = [fitting(ctx, gone, here), fitting(ctx, kept, there)]
        return append(ctx, writes, _answer(gone, here) | {"into": staying})

    return persisting(ctx, decide, leaving if seen is not None else None)


def add_member(ctx: Ctx, hh: HouseholdId, person: PersonGiven, *, seen: int | None = None) -> Done:
    (member,) = seal_people(ctx, [person])

    def decide() -> Done:
        held = hold_present(ctx, hh, seen)
        events = household.add_member(held.state, member, reason=ctx.reason, lives_in={})
        return append(ctx, [fitting(ctx, held, events)], _answer(held, events) | {"person": member.person})

    return persisting(ctx, decide, hh if seen is not None else None)


def remove_member(ctx: Ctx, hh: HouseholdId, person: PersonId, *, seen: int | None = None) -> Done:
    def decide() -> Done:
        held = hold_present(ctx, hh, seen)
        events = household.remove_member(held.state, person, reason=ctx.reason)
        return append(ctx, [fitting(ctx, held, events)], _answer(held, events))

    return persisting(ctx, decide, hh if seen is not None else None)


def in_one_charge(ctx: Ctx, home: Home, state: household.State | None) -> Home:
    """The door as of the household's own community, where whoever is in charge of both is the same by now: a merger makes no border."""
    if state is None or in_charge(ctx, state.community, ctx.holds_from).stream != home.owner.stream:
        return home
    return replace(home, place=replace(home.place, community=state.community))


def seal_people(ctx: Ctx, people: Sequence[PersonGiven]) -> tuple[Member, ...]:
    """Each person gets an id and a key of the own; empty contents are dropped before sealing. Raises PersonFault."""
    ids = [PersonId(ctx.new_id("psn")) for _ in people]
    filed = (filed_person(person.content, ctx.today) for person in people)
    contents = [{name: value for name, value in content.items() if value} for content in filed]
    sealed: list[Sealed] = ctx.vault.seal_many(list(zip(ids, contents, strict=True)))
    return tuple(Member(one, person.relation, box) for one, person, box in zip(ids, people, sealed, strict=True))


def hold_present(ctx: Ctx, hh: HouseholdId, seen: int | None) -> Held[household.State]:
    """The household as it stands when the command holds; at the version the caller saw, where one was stated.

    Raises HouseholdUnknown, BeforeItLivedThere.
    """
    recorded = ctx.journal.read(hh)
    state = story.state_then(hh, facts(recorded), ctx.holds_from)
    return Held(hh, (recorded[-1].version if recorded else 0) if seen is None else seen, state, recorded)


def hold_household(ctx: Ctx, hh: HouseholdId, at: datetime) -> Held[household.State]:
    """The household as it stands at an instant, its grid by the plan in force then; no state before its file begins."""
    return hold(ctx, hh, household.fold, at)


def fitting(ctx: Ctx, held: Held[household.State], events: Events) -> Write:
    """What a household's file gets, if what is known of later days still follows. Raises ToldOtherwiseLater."""
    story.require_fitting(facts(held.recorded), events, ctx.holds_from)
    return held.write(events)


def _record(ctx: Ctx, held: Held[household.State], events: Events, home: Home | None = None) -> Done:
    """Append, with the household's coming reassignment where a plan enacted already takes effect later."""
    writes = [fitting(ctx, held, events)]
    if home and events:
        state = held.state
        for event in events:
            state = household.evolve(state, event)
        known = {at: told.to_grid for told, at in facts(held.recorded) if isinstance(told, household.Reassigned) and at > ctx.holds_from}
        writes += [home.owner.stands(), *later_writes(state, home, held.version + len(events), known)]
    policy = home.owner.state.profile if home else None
    return append(ctx, writes, _answer(held, events), policy)


def later_writes(
    state: household.State | None, home: Home, version: int, known: Mapping[datetime, GridId | None] | None = None
) -> list[Write]:
    """The reassignments that coming plans bring for a household that settles before them. known: those told before, for another door."""
    writes = []
    for one in home.later:
        if state is not None and known and one.at in known:
            state = replace(state, grid=known[one.at])
        events = household.reassign(state, one.grid, plan=one.plan, document=one.document)
        if events and state is not None:
            writes.append(Write(state.household, version, events, one.at))
            state, version = household.evolve(state, events[0]), version + 1
    return writes


def _beside(ctx: Ctx, gone: household.State | None, kept: household.State | None) -> household.State | None:
    """The second file as of the first one's community, where whoever is in charge of both is the same by now."""
    if gone is None or kept is None or gone.community == kept.community:
        return kept
    keepers = {in_charge(ctx, one.community, ctx.holds_from).stream for one in (gone, kept)}
    return replace(kept, community=gone.community) if len(keepers) == 1 else kept


def _answer(held: Held[household.State], events: Events) -> dict[str, Any]:
    return {"household": held.stream, "version": held.version + len(events)}
