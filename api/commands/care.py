"""Tags, needs, opinions, observations: what is known of people for their own sake, sealed before the domain sees it."""

from __future__ import annotations

from datetime import date

from api.commands.evidence import Held, append, hold, persisting, profile_of, standing
from api.commands.residents import hold_household
from api.context import Ctx, Done
from domain import household, need, observation, tag_catalogue, tagging
from domain.household import HouseholdUnknown, NotAMember
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, NeedId, ObservationId, PersonId, TagFileId, tag_file_id
from domain.journal import Write
from domain.need import Kind
from domain.policy import PolicyProfile
from domain.values import Sealed


def put_tag(ctx: Ctx, hh: HouseholdId, person: PersonId, tag: str, *, basis: str, expires_on: date) -> Done:
    """From the governed catalogue only. Raises TagForbidden, TagNotInCatalogue."""
    kind = tag_catalogue.shipped().kind(tag)
    content = {"tag": kind.key, "basis": basis or kind.basis, "purpose": kind.purpose}
    sealed = ctx.vault.seal(person, content)

    def decide() -> Done:
        lives, profile = _household(ctx, hh, person)
        held = _tags(ctx, person)
        events = tagging.put(
            held.state,
            person=person,
            household=hh,
            community=lives.community,
            kind=kind,
            basis=content["basis"],
            held=opened_tags(ctx, held),
            today=ctx.today,
            expires_on=expires_on,
            set_by=ctx.actor.account,
            sealed=sealed,
        )
        number = events[0].number if events else None
        return append(ctx, [held.write(events)], {"person": person, "number": number, "version": held.version + len(events)}, profile.key)

    return persisting(ctx, decide)


def lift_tag(ctx: Ctx, hh: HouseholdId, person: PersonId, number: int, why: str) -> Done:
    def decide() -> Done:
        _, profile = _household(ctx, hh, person)
        held = _tags(ctx, person)
        events = tagging.lift(held.state, number, by=ctx.actor.account, why=why)
        return append(ctx, [held.write(events)], {"person": person, "number": number, "version": held.version + len(events)}, profile.key)

    return persisting(ctx, decide)


def opened_tags(ctx: Ctx, held: Held[tagging.State]) -> dict[int, str]:
    """Key of each tag ever set, by number; those whose key was erased are left out."""
    told = [each.body for each in held.recorded if isinstance(each.body, tagging.TagSet)]
    found = zip(told, ctx.vault.open_many([one.sealed for one in told]), strict=True)
    return {one.number: str(content["tag"]) for one, content in found if isinstance(content, dict)}


def record_need(ctx: Ctx, hh: HouseholdId, kind: Kind, class_: str, text: str, person: PersonId | None = None) -> Done:
    """A need is sealed under the person's key, where one is named; an opinion under the household's."""
    stream = NeedId(ctx.new_id("ned"))
    sealed = ctx.vault.seal(person or hh, {"class": class_, "text": text})

    def decide() -> Done:
        lives, profile = _household(ctx, hh, person)
        events = need.record(
            None,
            need=stream,
            kind=kind,
            community=lives.community,
            household=hh,
            person=person,
            class_=class_,
            categories=profile.categories.keys(),
            by=ctx.actor.account,
            sealed=sealed,
        )
        return append(ctx, [Write(stream, 0, events)], {"need": stream, "household": hh, "version": 1}, profile.key)

    return persisting(ctx, decide)


def strike_off(ctx: Ctx, stream: NeedId, outcome: str, text: str = "") -> Done:
    sealed = ctx.vault.seal(stream, {"text": text}) if text else None

    def decide() -> Done:
        held = hold(ctx, stream, need.fold)
        events = need.strike_off(held.state, outcome=outcome, by=ctx.actor.account, note=sealed)
        return append(ctx, [held.write(events)], {"need": stream, "outcome": outcome, "version": held.version + len(events)})

    return persisting(ctx, decide)


def submit(
    ctx: Ctx,
    owner: CommunityId,
    grid: GridId,
    about: observation.About,
    text: str,
    *,
    building: BuildingId | None = None,
    hh: HouseholdId | None = None,
) -> Done:
    stream = ObservationId(ctx.new_id("obs"))
    sealed: Sealed = ctx.vault.seal(hh or stream, {"about": about.value, "text": text})

    def decide() -> Done:
        events = observation.submit(
            None,
            observation=stream,
            community=owner,
            grid=grid,
            building=building,
            household=hh,
            by=ctx.actor.account,
            sealed=sealed,
        )
        return append(ctx, [Write(stream, 0, events)], {"observation": stream, "version": 1})

    return persisting(ctx, decide)


def confirm(ctx: Ctx, stream: ObservationId) -> Done:
    def decide() -> Done:
        held = hold(ctx, stream, observation.fold)
        events = observation.confirm(held.state, by=ctx.actor.account, document=ctx.document)
        return append(ctx, [held.write(events)], {"observation": stream, "outcome": "confirmed", "version": held.version + 1})

    return persisting(ctx, decide)


def reject(ctx: Ctx, stream: ObservationId, why: str) -> Done:
    sealed = ctx.vault.seal(stream, {"text": why})

    def decide() -> Done:
        held = hold(ctx, stream, observation.fold)
        events = observation.reject(held.state, by=ctx.actor.account, why=why, note=sealed)
        return append(ctx, [held.write(events)], {"observation": stream, "outcome": "rejected", "version": held.version + 1})

    return persisting(ctx, decide)


def _tags(ctx: Ctx, person: PersonId) -> Held[tagging.State]:
    stream: TagFileId = tag_file_id(person)
    return hold(ctx, stream, tagging.fold)


def _household(ctx: Ctx, hh: HouseholdId, person: PersonId | None) -> tuple[household.State, PolicyProfile]:
    """Raises HouseholdUnknown, NotAMember."""
    state = hold_household(ctx, hh, ctx.holds_from).state
    if state is None:
        raise HouseholdUnknown()
    if person is not None and person not in state.persons:
        raise NotAMember(household=hh, person=person)
    owner = standing(ctx, state.community).state
    assert owner is not None
    return state, profile_of(owner)
