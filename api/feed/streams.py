"""The feed as server-sent events: page after page as fast as the reader takes them, then whatever is recorded, until the session ends.

One page at a time is in memory for each reader; the next is read when this one is on its way (the server waits for the socket). What was
sent last a browser says itself when it comes again (Last-Event-ID); a heart-beat carries the cursor on through what a filter left out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from starlette.concurrency import run_in_threadpool

from api.access import signing_in
from api.context import Actor, Ctx
from api.feed import opened, reading
from api.feed.reading import Page, Wanted
from api.feed.tide import Tide
from api.problems import SignInRequired, problem
from domain.errors import DomainError, Forbidden
from domain.journal import Position

MEDIA = "text/event-stream"
PAGE = 500
BEAT_S = 15.0
RETRY_MS = 3000
AT_ONCE, OF_ONE = 200, 8
"""Streams of one server, and of one account."""


class TooManyStreams(Forbidden):
    """Facts: limit, retry_after_s."""

    code = "feed.too_many_streams"


@dataclass
class Streams:
    """How many there are."""

    open: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    @contextmanager
    def counted(self, actor: Actor) -> Iterator[None]:
        try:
            yield
        finally:
            with self.lock:
                self.open[actor.account] -= 1

    def enter(self, actor: Actor) -> None:
        """Raises TooManyStreams; else it is counted until `counted` is left."""
        with self.lock:
            if self.open[actor.account] >= OF_ONE or self.open.total() >= AT_ONCE:
                raise TooManyStreams(limit=OF_ONE, retry_after_s=RETRY_MS // 1000)
            self.open[actor.account] += 1


@dataclass(frozen=True)
class Follower:
    """Who follows what. token: of the session, asked for again before anything is told."""

    ctx: Ctx
    wanted: Wanted
    purpose: str | None
    token: str | None

    def read(self, after: Position, limit: int) -> tuple[Page, list[bytes]]:
        """Raises as `opened.told`."""
        found = reading.page_for(self.ctx, self.wanted, after, limit)
        return found, opened.told(self.ctx, found.rows, self.purpose)

    def is_still(self) -> bool:
        """Whether the session lives, and is of the same person with the same role and communities."""
        live = signing_in.who_is(self.ctx.office, self.token) if self.token else None
        return live is not None and live.actor == self.ctx.actor


async def spoken(follower: Follower, after: Position, tide: Tide, streams: Streams) -> AsyncIterator[bytes]:
    """`streams` was entered for it."""
    with streams.counted(follower.ctx.actor):
        yield b"retry: %d\n" % RETRY_MS  # of the first event
        try:
            async for part in _followed(follower, after, tide):
                yield part
        except DomainError as refused:
            yield _ended(refused)


async def _followed(follower: Follower, after: Position, tide: Tide) -> AsyncIterator[bytes]:
    while not tide.is_over:
        if not await run_in_threadpool(follower.is_still):
            raise SignInRequired()
        found, told = await run_in_threadpool(follower.read, after, PAGE)
        if told:
            yield b"".join(b"id: %d\ndata: %s\n\n" % (row[0], one) for row, one in zip(found.rows, told, strict=True))
        after = found.next
        if found.is_last and not await tide.beyond(after, BEAT_S):
            yield b"event: beat\nid: %d\ndata: {}\n\n" % after


def _ended(refused: DomainError) -> bytes:
    return b"event: end\ndata: %s\n\n" % json.dumps(problem(refused), ensure_ascii=False).encode()
