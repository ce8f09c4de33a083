"""The rota of the last months, drawn and confirmed before each begins; what hangs at the notice board."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from api.commands import outreach, rota
from api.demo.books import told
from api.demo.cast import APPROVER, DESK
from api.demo.hours import day_of, later, office_time
from api.demo.scene import Scene
from api.demo.stage import Story, dice
from domain.notices import NoticeKind

DRAWN_ON = 20
"""Day of the month before."""
MONTHS = 3
"""The last that is drawn is this month's, or the next one's when it is late in the month."""


def stories(scene: Scene, until: datetime) -> Iterator[Story]:
    yield from (_month(scene, month) for month in _months(day_of(until)))
    yield _telephones(scene)
    yield from (_notice(scene, number, one) for number, one in enumerate(told()["notices"]))


def _months(today: date) -> Iterator[date]:
    """The first days of the months, the latest first."""
    month = today.replace(day=1)
    if today.day > DRAWN_ON:
        month = _next(month)
    for _ in range(MONTHS):
        yield month
        month = (month - timedelta(days=1)).replace(day=1)


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _month(scene: Scene, first: date) -> Story:
    month, rng = f"{first:%Y-%m}", dice(f"rota {first:%m}")
    drawn_at = office_time(rng, (first - timedelta(days=1)).replace(day=DRAWN_ON))
    yield drawn_at
    if not scene.wardens:
        return
    scene.stage.do(f"rota {month}", DESK, lambda ctx: rota.propose(ctx, scene.code, month))
    yield later(rng, drawn_at, 1, 3)
    scene.stage.do(f"rota {month} confirmed", APPROVER, lambda ctx: rota.confirm(ctx, scene.code, month))


def _telephones(scene: Scene) -> Story:
    yield scene.at(0.05)
    phones = told()["telephones"]
    scene.stage.do("telephones", DESK, lambda ctx: outreach.publish_telephones(ctx, scene.code, phones["hotline"], phones["supervision"]))


def _notice(scene: Scene, number: int, one: dict[str, Any]) -> Story:
    yield scene.at(one["share"])
    given = (NoticeKind(one["kind"]), one["title"], one["body"])
    scene.stage.do(f"notice {number}", DESK, lambda ctx: outreach.publish(ctx, scene.code, *given, None))
