"""Home visits: a warden goes through a building door by door, in the hours on duty, and writes down each visit after it."""

from __future__ import annotations

from datetime import datetime, timedelta

from api.commands import visits
from api.commands.visits import Noted
from api.demo.cast import Warden
from api.demo.people import words
from api.demo.scene import Scene
from api.demo.stage import Story, dice
from domain.ids import HouseholdId, WardenId
from domain.visit import Contact, Role

WRITTEN_DOWN = timedelta(minutes=6)


def round_of(scene: Scene, number: int) -> Story:
    """Three to five doors of one building."""
    rng = dice(f"round {number}")
    yield scene.at(rng.uniform(0.075, 1.0), rng)
    if not scene.homes:
        return
    house = scene.homes[rng.choice(list(scene.homes))].house
    warden = scene.on_duty(house)
    if warden is None:
        return
    doors = [hh for hh, family in scene.homes.items() if family.house.key == house.key]
    for step, hh in enumerate(rng.sample(doors, min(len(doors), rng.randint(3, 5)))):
        visited_at = scene.stage.clock.now
        yield visited_at + WRITTEN_DOWN
        if hh not in scene.homes or scene.homes[hh].house.key != house.key:
            continue
        found = rng.choice(words()["visits"])
        contact = Contact.PHONE if rng.random() < 0.08 else Contact.HOME
        noted = Noted(found["purpose"], found["issue"], found["feedback"], contact, Role(found["role"]))
        _record(scene, f"visit {number}-{step}", warden, HouseholdId(hh), noted, visited_at)
        yield scene.stage.clock.now + timedelta(minutes=rng.randint(5, 15))


def _record(scene: Scene, key: str, warden: Warden, hh: HouseholdId, noted: Noted, visited_at: datetime) -> None:
    scene.stage.do(key, warden.actor, lambda ctx: visits.record(ctx, hh, WardenId(warden.warden), noted, visited_at))
