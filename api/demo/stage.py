"""Simulated time: stories told side by side in the order of their hours, each command under a key that it is never done twice for."""

from __future__ import annotations

import base64
import hashlib
import heapq
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import count
from random import Random
from typing import Any

import psycopg

from api.context import Actor, Ctx, Done, Office, open_office
from api.databases import Databases
from api.demo.scale import KEY
from domain.journal import Journal, Meta, Receipt, Write
from domain.schema import name_of
from domain.sql_files import statement_in

Story = Generator[datetime, None, None]
"""Does what is to be done now, yields the hour at which it wants to go on."""
UNREAD = {
    "grids": ("household.", "visit.", "ticket.", "duty."),
    "household_history": ("visit.", "ticket.", "duty."),
}
"""Events that change nothing a command asks of these read models. Visits count at a hand-over, which asks for the ticket board too."""


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


class OnlyPen(Journal):
    """A journal that nobody else writes in meanwhile, so it knows without asking what is new. fresh: names of events not looked at."""

    def __init__(self, dsn_app: str, *, clock: Clock) -> None:
        super().__init__(dsn_app, clock=clock)
        self.fresh: set[str] | None = None
        """None: not known, an earlier load may have left anything."""

    def append(self, writes: Sequence[Write], meta: Meta, **given: Any) -> Receipt:
        receipt = super().append(writes, meta, **given)
        if self.fresh is not None:
            self.fresh |= {name_of(event) for write in writes for event in write.events}
        return receipt


@dataclass
class Rehearsal(Office):
    """An office that brings its read models up only when an event came that the asked ones read: a year has thousands of commands."""

    journal: OnlyPen
    seen: int = 0

    def freshen(self, *views: str, position: int | None = None) -> int:
        if self._concerns(views):
            self.seen = super().freshen(*views, position=position)
            self.journal.fresh = set()
        return self.seen

    def _concerns(self, views: tuple[str, ...]) -> bool:
        if self.journal.fresh is None or not views or not UNREAD.keys() >= set(views):
            return True
        return any(not name.startswith(UNREAD[view]) for view in views for name in self.journal.fresh)


class Stage:
    """resumed: the journal holds part of the story already, from a load that was interrupted."""

    def __init__(self, office: Office, clock: Clock, *, resumed: bool) -> None:
        self.office, self.clock, self.resumed = office, clock, resumed

    def do(self, key: str, actor: Actor, command: Callable[[Ctx], Done], **given: Any) -> dict[str, Any]:
        """One command by somebody, now; answered from the journal when an earlier load did it. given: Ctx's fields."""
        before = self.office.journal.receipt(KEY + key) if self.resumed else None
        return before.answer if before is not None else command(self.ctx(key, actor, key=KEY + key, **given)).answer

    def ctx(self, label: str, actor: Actor, **given: Any) -> Ctx:
        """label: identities made in this context follow from it, whatever was made before."""
        self.office.new_key = keys(label)
        return self.office.ctx(actor, **given)

    def play(self, stories: list[Story], until: datetime, told: Callable[[datetime], None]) -> None:
        """Each story to its end, or as far as it comes by then. told: hears of the hour."""
        order = count()
        waiting: list[tuple[datetime, int, Story]] = []

        def again(story: Story) -> None:
            wakes_at = next(story, None)
            if wakes_at is not None and wakes_at <= until:
                heapq.heappush(waiting, (max(wakes_at, self.clock.now), next(order), story))

        for story in stories:
            again(story)
        while waiting:
            self.clock.now, _, story = heapq.heappop(waiting)
            told(self.clock.now)
            again(story)
        self.clock.now = until


def keys(label: str) -> Callable[[], str]:
    """Sixteen letters and digits a call: always the same for one label."""
    numbers = count()

    def next_key() -> str:
        digest = hashlib.blake2s(f"{label}|{next(numbers)}".encode(), digest_size=10).digest()
        return base64.b32encode(digest).decode().lower()

    return next_key


def dice(label: str) -> Random:
    """Chance of one story's own, so that no story changes another's luck."""
    return Random(f"锦绣社区|{label}")  # noqa: S311  # a story, not a secret


@contextmanager
def rehearsing(office: Office, clock: Clock) -> Iterator[Rehearsal]:
    """A second office on the same installation, whose journal takes the clock's word for the time as long as this lasts."""
    _simulate(office.databases, True)
    databases = _unhurried(office.databases)
    opened = open_office(office.settings, databases, clock=clock)
    journal = OnlyPen(databases.app, clock=clock)
    try:
        yield Rehearsal(**{each.name: getattr(opened, each.name) for each in fields(opened) if each.init} | {"journal": journal})
    finally:
        journal.close()
        opened.close()
        _simulate(office.databases, False)


def _unhurried(databases: Databases) -> Databases:
    """Commits need not wait for the disk: what a power cut takes from the end of the story is told again."""
    late = {"synchronous_commit": "off"}
    return replace(databases, app=databases.app.with_options(late), project=databases.project.with_options(late))


def _simulate(databases: Databases, simulated: bool) -> None:
    """Only the owner of the tables may."""
    with psycopg.connect(databases.owner, autocommit=True) as connection:
        connection.execute(statement_in("api.demo", "simulate"), (simulated,))
