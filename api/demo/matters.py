"""Tickets of the year: reported at the desk, by phone or on patrol, handled in time or late, now and then opened again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from api.commands import ticket_intake, tickets
from api.commands.ticket_intake import Asked
from api.context import Actor
from api.demo.cast import DESK
from api.demo.hours import day_of, later
from api.demo.people import Family, words
from api.demo.scene import Scene
from api.demo.stage import Story, dice
from domain import ticket
from domain.ids import HouseholdId, TicketId
from domain.ticket import Level

COMMITTEE = "residents_committee"
LATE, AGAIN = 0.08, 0.06
"""Shares of tickets that miss their deadline, that are opened again."""
FRESH, LYING = 0.06, 0.15
"""Share of tickets reported in the last days; share of the last weeks' that nobody has taken further yet."""


@dataclass
class _Told:
    """One ticket while its story goes on."""

    scene: Scene
    key: str
    rng: Random
    words: dict[str, Any]
    stream: TicketId
    due_at: datetime

    def do(self, step: str, actor: Actor, command: Any, **given: Any) -> dict[str, Any]:
        return self.scene.stage.do(f"{self.key} {step}", actor, command, **given)

    def responsible(self) -> Actor:
        """The warden whose turn it is, else the desk."""
        state = ticket.fold(each.body for each in self.scene.stage.office.journal.read(self.stream))
        warden = state.responsible.warden if state else None
        return self.scene.warden_of(warden).actor if warden else DESK


def matter(scene: Scene, number: int) -> Story:
    rng, key = dice(f"ticket {number}"), f"ticket {number}"
    share = rng.uniform(0.975, 1.0) if rng.random() < FRESH else rng.uniform(0.09, 1.0)
    yield scene.at(share, rng)
    if not scene.homes:
        return
    scope = rng.choices(("general", "regional", "overall"), (84, 12, 4))[0]
    told = _reported(scene, key, rng, rng.choice(words()["tickets"]), scope)
    yield later(rng, scene.stage.clock.now, 0, 1)
    by = told.responsible()
    told.do("accept", by, lambda ctx: tickets.accept(ctx, told.stream))
    if scope != "general":
        yield later(rng, scene.stage.clock.now, 0, 1)
        _sent_up(told, by, scope)
    if share > 0.85 and rng.random() < LYING:
        return
    yield _handled_at(told)
    yield from _settled(told, "", told.words)
    if rng.random() < AGAIN:
        yield later(rng, scene.stage.clock.now, 4, 20)
        again = words()["again"]
        told.do("reopen", DESK, lambda ctx: tickets.reopen(ctx, told.stream, again["text"]))
        yield later(rng, scene.stage.clock.now, 1, 4)
        yield from _settled(told, " again", {**again, "told": again["handled"]})


def major(scene: Scene) -> Story:
    """One matter that goes to the subdistrict at once."""
    rng = dice("major")
    yield scene.at(0.63, rng)
    told = _reported(scene, "ticket major", rng, words()["major"], "major")
    yield later(rng, scene.stage.clock.now, 0, 0)
    told.do("accept", DESK, lambda ctx: tickets.accept(ctx, told.stream))
    _sent_up(told, DESK, "overall")
    yield later(rng, scene.stage.clock.now, 1, 1)
    yield from _settled(told, "", told.words)


def _reported(scene: Scene, key: str, rng: Random, told: dict[str, Any], scope: str) -> _Told:
    hh = rng.choice(list(scene.homes))
    family = scene.homes[hh]
    warden = scene.on_duty(family.house) if rng.random() < 0.25 and scope != "major" else None
    patrol = warden.actor if warden else None
    asked = _asked(rng, told, scope, family, HouseholdId(hh), scene, patrol)
    answer = scene.stage.do(key, patrol or DESK, lambda ctx: ticket_intake.report(ctx, scene.code, asked))
    return _Told(scene, key, rng, told, TicketId(answer["ticket"]), datetime.fromisoformat(answer["due_at"]))


def _asked(rng: Random, told: dict[str, Any], scope: str, family: Family, hh: HouseholdId, scene: Scene, patrol: Actor | None) -> Asked:
    """From a warden's own round nobody is named."""
    head = family.members[0]
    place = family.house.address + (f"{family.unit}单元" if family.unit and rng.random() < 0.5 else "")
    who = {} if patrol else {"household": hh, "reporter_name": head.name, "reporter_phone": head.phone}
    channel = "patrol" if patrol else rng.choices(("desk", "phone", "wechat"), (5, 3, 2))[0]
    return Asked(told["category"], told["text"].format(place=place), scope, channel, building=scene.building(family.house), **who)


def _sent_up(told: _Told, by: Actor, scope: str) -> None:
    level, body = (Level.COMMUNITY, COMMITTEE) if scope == "regional" else (Level.SUBDISTRICT, f"subdistrict:{told.scene.community}")
    told.do("dispatch", by, lambda ctx: tickets.dispatch(ctx, told.stream, level, body), reason="需协调解决，按规定上报")


def _handled_at(told: _Told) -> datetime:
    """Before the deadline as a rule, some days after it now and then."""
    now = told.scene.stage.clock.now
    if told.rng.random() < LATE:
        return later(told.rng, told.due_at, 1, 5)
    left = max(0, (day_of(told.due_at) - day_of(now)).days - 2)
    return later(told.rng, now, 0, left)


def _settled(told: _Told, step: str, words: dict[str, Any]) -> Story:
    """Handled, told to who asked, closed."""
    by = told.responsible()
    told.do(f"handle{step}", by, lambda ctx: tickets.handle(ctx, told.stream, words["handled"]))
    yield later(told.rng, told.scene.stage.clock.now, 0, 1)
    satisfied = told.rng.choices((5, 4, 3, 2, None), (48, 30, 8, 2, 12))[0]
    told.do(f"told{step}", by, lambda ctx: tickets.feed_back(ctx, told.stream, words["told"], satisfaction=satisfied))
    yield later(told.rng, told.scene.stage.clock.now, 0, 1)
    told.do(f"close{step}", by, lambda ctx: tickets.close(ctx, told.stream, "solved"))
