"""The books of the year, as books.toml has them: what was entered, how it went on; patrols, needs and tags between the visits."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

from api.books import BOOKS
from api.books.act import act_on, enter
from api.commands import care, rounds
from api.commands.residents import hold_household
from api.demo.cast import APPROVER, DESK, PLANNER
from api.demo.scene import Scene
from api.demo.stage import Story, dice
from domain.ids import GridId, HouseholdId, NeedId, PersonId, WardenId
from domain.need import Kind
from projections import grids

BY = {one.role: one for one in (DESK, PLANNER, APPROVER)}
PATROLS = 40
KEPT_FOR = timedelta(days=365)
"""How long a tag put on somebody stands before it has to be looked at again."""


@cache
def told() -> dict[str, Any]:
    return tomllib.loads(resources.files("api.demo").joinpath("books.toml").read_text(encoding="utf-8"))


def stories(scene: Scene) -> Iterator[Story]:
    yield from (_entry(scene, number, entry) for number, entry in enumerate(told()["entries"]))
    yield from (_patrol(scene, number) for number in range(PATROLS))
    yield from (_need(scene, number, need) for number, need in enumerate(told()["needs"]))
    yield from (_tag(scene, number, tag) for number, tag in enumerate(told()["tags"]))


def _entry(scene: Scene, number: int, entry: dict[str, Any]) -> Story:
    """One entry of a book and the acts that follow on it."""
    book = BOOKS[entry["book"]]
    yield scene.at(entry["share"])
    opened = _do(scene, f"book {number}", entry, lambda ctx, body: enter(ctx, book, scene.code, book.opening, body), book.opening.shape)
    for step, further in enumerate(entry.get("acts", ())):
        act = next(one for one in book.acts if one.path == further["path"])
        yield scene.at(further["share"])

        def carry(ctx: Any, body: Any, act: Any = act) -> Any:
            return act_on(ctx, book, opened["id"], act, body) if book.is_of_entries else enter(ctx, book, scene.code, act, body)

        _do(scene, f"book {number}-{step}", further, carry, act.shape)


def _do(scene: Scene, key: str, given: dict[str, Any], command: Any, shape: Any) -> dict[str, Any]:
    """document: with the year it is entered in."""
    year = scene.today().year
    fields = {name: value.format(year=year) if name == "document" else value for name, value in given["fields"].items()}
    body = shape.model_validate(fields)
    return scene.stage.do(key, BY[given["by"]], lambda ctx: command(ctx, body), **body.given())


def _patrol(scene: Scene, number: int) -> Story:
    rng = dice(f"patrol {number}")
    yield scene.at(rng.uniform(0.1, 1.0), rng)
    if not scene.homes:
        return
    house = scene.homes[rng.choice(list(scene.homes))].house
    warden = scene.on_duty(house)
    if warden is None:
        return
    with scene.looking().office.reading() as connection:
        stands = grids.building(connection, scene.building(house), scene.stage.clock.now)
    assert stands is not None
    given = (GridId(stands["grid"]), WardenId(warden.warden), scene.stage.clock.now, rng.choice(told()["patrols"])["text"])
    scene.stage.do(f"patrol {number}", warden.actor, lambda ctx: rounds.record_patrol(ctx, scene.code, *given))


def _need(scene: Scene, number: int, need: dict[str, Any]) -> Story:
    rng = dice(f"need {number}")
    yield scene.at(rng.uniform(0.3, 0.6), rng)
    hh, person = somebody(scene, number)
    given = (hh, Kind.NEED, need["class"], need["text"], person)
    stands = NeedId(scene.stage.do(f"need {number}", DESK, lambda ctx: care.record_need(ctx, *given))["need"])
    yield scene.at(rng.uniform(0.7, 0.95), rng)
    if outcome := need["outcome"]:
        scene.stage.do(f"need {number} met", DESK, lambda ctx: care.strike_off(ctx, stands, outcome))


def _tag(scene: Scene, number: int, tag: dict[str, Any]) -> Story:
    rng = dice(f"tag {number}")
    yield scene.at(rng.uniform(0.7, 0.95), rng)
    hh, person = somebody(scene, number)
    terms = {"basis": tag["basis"], "expires_on": scene.today() + KEPT_FOR}
    scene.stage.do(f"tag {number}", DESK, lambda ctx: care.put_tag(ctx, hh, person, tag["tag"], **terms))


def somebody(scene: Scene, number: int) -> tuple[HouseholdId, PersonId]:
    """The head of a household that lives here now."""
    hh = HouseholdId(dice(f"somebody {number}").choice(list(scene.homes)))
    ctx = scene.looking()
    state = hold_household(ctx, hh, ctx.now).state
    assert state is not None
    return hh, state.members[0].person
