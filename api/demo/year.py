"""A year of the demonstration community, from its first building to today's open tickets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from api import accounts
from api.commands import approval
from api.context import Office
from api.demo import books, gatherings, neighbours, permits, town, turns
from api.demo.boundaries import balance, draft, growth
from api.demo.cast import ACCOUNTS, PASSWORD, PLANNER
from api.demo.hours import day_of, instant, working_day_before
from api.demo.matters import major, matter
from api.demo.moves import move
from api.demo.people import Registry
from api.demo.rota import hand_over, leave, newcomer
from api.demo.rounds import round_of
from api.demo.scale import END, Scale
from api.demo.scene import Scene
from api.demo.settling import beginning, delivery
from api.demo.stage import Clock, Stage, Story, dice, rehearsing
from domain.ids import PlanId
from projections import grids

OPENS = 9 * 60
DAYS_BETWEEN_LEAVES = 28


def first_hour(now: datetime, days: int) -> datetime:
    """Of the story that ends now."""
    return instant(working_day_before(day_of(now) - timedelta(days=days)), OPENS)


def tell(office: Office, scale: Scale, begin: datetime, *, resumed: bool, told: Callable[[float], None]) -> Scene:
    """Everything up to the office's present. told: hears the share of the time that is told."""
    now, clock = office.clock(), Clock(begin)
    with rehearsing(office, clock) as rehearsal:
        stage = Stage(rehearsal, clock, resumed=resumed)
        built = town.build(dice("town"), scale.buildings)
        scene = Scene(stage, scale, begin, built, Registry(dice("people"), day_of(begin)))
        stage.play(_stories(scene, now), now, lambda at: told((at - begin) / (now - begin)))
        _open_accounts(scene, now)
        _close(scene)
    return scene


def _stories(scene: Scene, until: datetime) -> list[Story]:
    scale = scene.scale
    leaves = max(2, scale.days // DAYS_BETWEEN_LEAVES)
    return [
        beginning(scene),
        delivery(scene),
        growth(scene),
        newcomer(scene),
        hand_over(scene, 1, 0.56, leaves=True),
        hand_over(scene, 2, 0.74, leaves=False),
        balance(scene),
        draft(scene, until),
        neighbours.drawn(scene),
        major(scene),
        *(leave(scene, number, leaves) for number in range(leaves)),
        *(move(scene, number) for number in range(scale.moves)),
        *(matter(scene, number) for number in range(scale.tickets)),
        *(round_of(scene, number) for number in range(scale.rounds)),
        *books.stories(scene),
        *permits.stories(scene),
        *gatherings.stories(scene),
        *turns.stories(scene, until),
    ]


def _open_accounts(scene: Scene, now: datetime) -> None:
    """Accounts are no part of the history: they are opened when it is told, and left alone when they stand already."""
    wardens = {warden.account: warden.warden for warden in scene.wardens}
    with scene.stage.office.app_pool.connection() as connection:
        standing = {one.actor.account for one in accounts.accounts(connection, now)}
        for account, role, name in ACCOUNTS:
            if account not in standing:
                accounts.open_account(connection, account, role, PASSWORD, now, name=name, warden=wardens.get(account))


def _close(scene: Scene) -> None:
    """The draft is counted once more, as of today."""
    office = scene.stage.office
    office.freshen()
    with office.reading() as connection:
        drafts = [row for row in grids.plans(connection, scene.community) if row["status"] == "draft"]
    scene.stage.do(END, PLANNER, lambda ctx: approval.validate(ctx, PlanId(drafts[-1]["plan"])))
