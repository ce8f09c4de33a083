"""Moves of the year: in, out, to another door, families that part and families that join."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from api.commands import residents
from api.commands.residents import Door, PersonGiven
from api.context import Ctx
from api.demo.cast import DESK
from api.demo.people import Family, Person, words
from api.demo.scene import Scene
from api.demo.stage import Story, dice
from domain.household import Hukou
from domain.ids import HouseholdId, PersonId

ADULT_DAYS = 22 * 365
Move = Callable[[Scene, str, Random], None]


def move(scene: Scene, number: int) -> Story:
    """One household's move, whichever it is."""
    rng = dice(f"move {number}")
    yield scene.at(rng.uniform(0.10, 0.998), rng)
    if not scene.homes:
        return
    (chosen,) = rng.choices((_move_in, _move_out, _move_within, _part, _join, _newcomer), (44, 26, 12, 6, 4, 8))
    chosen(scene, f"move {number}", rng)


def _move_in(scene: Scene, key: str, rng: Random) -> None:
    if not scene.empty:
        return
    house, unit, room = scene.empty.pop(rng.randrange(len(scene.empty)))
    family = scene.registry.family(house, unit, room)
    people = [_given(person) for person in family.members]
    told = {"hukou": Hukou(family.hukou), "came_from": rng.choice(words()["moves"]["came_from"])}
    settled = scene.stage.do(
        key, DESK, lambda ctx: residents.move_in(ctx, scene.building(house), Door(unit, room), people, **told), reason="迁入登记"
    )
    scene.homes[settled["household"]] = family


def _move_out(scene: Scene, key: str, rng: Random) -> None:
    hh, family = _somebody(scene, rng)
    going_to, reason = rng.choice(words()["moves"]["going_to"]), rng.choice(words()["moves"]["out"])
    scene.stage.do(key, DESK, lambda ctx: residents.move_out(ctx, hh, going_to=going_to), reason=reason)
    del scene.homes[hh]
    scene.empty.append((family.house, family.unit, family.room))


def _move_within(scene: Scene, key: str, rng: Random) -> None:
    if not scene.empty:
        return
    hh, family = _somebody(scene, rng)
    house, unit, room = scene.empty.pop(rng.randrange(len(scene.empty)))
    reason = rng.choice(words()["moves"]["within"])
    scene.stage.do(key, DESK, lambda ctx: residents.move_within(ctx, hh, scene.building(house), Door(unit, room)), reason=reason)
    scene.homes[hh] = replace(family, house=house, unit=unit, room=room)
    scene.empty.append((family.house, family.unit, family.room))


def _part(scene: Scene, key: str, rng: Random) -> None:
    """A grown child founds a household behind a door of the own."""
    grown = [(hh, place) for hh, family in scene.homes.items() for place in _grown(scene, family)]
    if not grown or not scene.empty:
        return
    hh, place = rng.choice(grown)
    family, (house, unit, room) = scene.homes[hh], scene.empty.pop(rng.randrange(len(scene.empty)))
    person, reason = _persons(scene.looking(), hh)[place], rng.choice(words()["moves"]["split"])
    told = scene.stage.do(
        key, DESK, lambda ctx: residents.split(ctx, HouseholdId(hh), [person], scene.building(house), Door(unit, room)), reason=reason
    )
    scene.homes[told["into"]] = Family(house, unit, room, family.hukou, (replace(family.members[place], relation="head"),))
    scene.homes[hh] = replace(family, members=(*family.members[:place], *family.members[place + 1 :]))


def _join(scene: Scene, key: str, rng: Random) -> None:
    """Somebody who lives alone joins another household of the same estate."""
    alone = [hh for hh, family in scene.homes.items() if len(family.members) == 1]
    leaving = HouseholdId(rng.choice(alone))
    gone = scene.homes[leaving]
    near = [
        hh for hh, family in scene.homes.items() if family.house.estate == gone.house.estate and hh != leaving and len(family.members) < 4
    ]
    if not near:
        return
    staying, reason = HouseholdId(rng.choice(near)), rng.choice(words()["moves"]["merge"])
    scene.stage.do(key, DESK, lambda ctx: residents.merge(ctx, leaving, staying), reason=reason)
    joined = (*scene.homes[staying].members, *(replace(person, relation="other") for person in gone.members))
    scene.homes[staying] = replace(scene.homes[staying], members=joined)
    del scene.homes[leaving]
    scene.empty.append((gone.house, gone.unit, gone.room))


def _newcomer(scene: Scene, key: str, rng: Random) -> None:
    """A child is born."""
    young = [hh for hh, family in scene.homes.items() if any(one.relation == "spouse" and one.birth.year > 1985 for one in family.members)]
    if not young:
        return
    hh = HouseholdId(rng.choice(young))
    born = scene.registry.newborn(scene.homes[hh].members[0].name[0], scene.today())
    scene.stage.do(key, DESK, lambda ctx: residents.add_member(ctx, hh, _given(born)), reason="新生儿")
    scene.homes[hh] = replace(scene.homes[hh], members=(*scene.homes[hh].members, born))


def _somebody(scene: Scene, rng: Random) -> tuple[HouseholdId, Family]:
    hh = rng.choice(list(scene.homes))
    return HouseholdId(hh), scene.homes[hh]


def _grown(scene: Scene, family: Family) -> list[int]:
    """Places of grown children in the family."""
    today = scene.today()
    return [at for at, one in enumerate(family.members) if one.relation == "child" and (today - one.birth).days > ADULT_DAYS]


def _persons(ctx: Ctx, hh: str) -> list[PersonId]:
    """In the order in which the family's members are kept here."""
    state = residents.hold_household(ctx, HouseholdId(hh), ctx.now).state
    return [member.person for member in state.members] if state else []


def _given(person: Person) -> PersonGiven:
    return PersonGiven(person.relation, person.content())
