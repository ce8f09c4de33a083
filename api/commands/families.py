"""A household's life: deaths, a new head, some who leave; and corrections of its file, proposed by one, approved by another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from api.commands.evidence import append, hold, persisting
from api.commands.persons import filed_person
from api.commands.residents import fitting, hold_present
from api.context import Ctx, Done
from api.problems import InputInvalid
from api.vault import Erased
from domain import correction, household
from domain.household import NotAMember
from domain.ids import CorrectionId, HouseholdId, PersonId
from domain.journal import Write
from domain.schema import Events


def record_death(ctx: Ctx, hh: HouseholdId, person: PersonId, *, seen: int | None = None) -> Done:
    return _decided(ctx, hh, seen, lambda state: household.record_death(state, person))


def change_head(
    ctx: Ctx, hh: HouseholdId, head: PersonId, relations: Mapping[PersonId, str] | None = None, *, seen: int | None = None
) -> Done:
    return _decided(ctx, hh, seen, lambda state: household.change_head(state, head, reason=ctx.reason, relations=relations))


def move_part_out(ctx: Ctx, hh: HouseholdId, persons: Sequence[PersonId], going_to: str = "", *, seen: int | None = None) -> Done:
    sealed = ctx.vault.seal(hh, {"text": going_to}) if going_to else None
    return _decided(ctx, hh, seen, lambda state: household.move_part_out(state, tuple(persons), going_to=sealed, reason=ctx.reason))


def propose(ctx: Ctx, hh: HouseholdId, person: PersonId | None, changes: Mapping[str, str], why: str) -> Done:
    """changes: fields that should say something else, of a member or (person None) of the door. Raises InputInvalid without any."""
    stream, state = CorrectionId(ctx.new_id("cor")), hold_present(ctx, hh, None).state
    assert state is not None
    if not changes:
        raise InputInvalid(where=[{"field": "changes", "code": "correction.empty"}])
    changes = filed_person(changes, ctx.today) if person else changes
    note = ctx.vault.seal(person or hh, {"text": why})
    content = ctx.vault.seal(person or hh, _as_filed(ctx, state, person) | dict(changes))

    def decide() -> Done:
        events = correction.propose(
            None,
            correction=stream,
            community=state.community,
            household=hh,
            person=person,
            content=content,
            why=why,
            note=note,
            by=ctx.actor.account,
        )
        return append(ctx, [Write(stream, 0, events)], {"correction": stream, "household": hh, "version": 1})

    return persisting(ctx, decide)


def approve(ctx: Ctx, stream: CorrectionId) -> Done:
    """The approval and the household's new event are written together, or neither."""

    def decide() -> Done:
        held = hold(ctx, stream, correction.fold)
        approved = correction.approve(held.state, by=ctx.actor.account, document=ctx.document)
        assert held.state is not None
        of = hold_present(ctx, held.state.household, None)
        if held.state.person is None:
            events = household.correct_door(of.state, door=held.state.content, correction=stream)
        else:
            events = household.correct_member(of.state, held.state.person, sealed=held.state.content, correction=stream)
        answer = {"correction": stream, "household": held.state.household, "outcome": "approved", "version": held.version + 1}
        return append(ctx, [held.write(approved), fitting(ctx, of, events)], answer)

    return persisting(ctx, decide)


def reject(ctx: Ctx, stream: CorrectionId, why: str) -> Done:
    sealed = ctx.vault.seal(stream, {"text": why})

    def decide() -> Done:
        held = hold(ctx, stream, correction.fold)
        events = correction.reject(held.state, by=ctx.actor.account, why=why, note=sealed)
        return append(ctx, [held.write(events)], {"correction": stream, "outcome": "rejected", "version": held.version + 1})

    return persisting(ctx, decide)


def _as_filed(ctx: Ctx, state: household.State, person: PersonId | None) -> dict[str, str]:
    """What the file says now. Raises NotAMember."""
    box = state.door if person is None else next((one.sealed for one in state.members if one.person == person), None)
    if box is None:
        raise NotAMember(household=state.household, person=person)
    content = ctx.vault.open(box)
    return {} if isinstance(content, Erased) else dict(content)


def _decided(ctx: Ctx, hh: HouseholdId, seen: int | None, decide: Callable[[household.State], Events]) -> Done:
    def attempt() -> Done:
        held = hold_present(ctx, hh, seen)
        assert held.state is not None
        events = decide(held.state)
        return append(ctx, [fitting(ctx, held, events)], {"household": hh, "version": held.version + len(events)})

    return persisting(ctx, attempt, hh if seen is not None else None)
