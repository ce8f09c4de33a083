"""How a clock acts: under its own name, with the rule and the event it follows from, once for each thing that came due.

The key of the command is made of the rule, the stream, the moment and the version it was decided on: whoever comes second finds the stream
moved or the key used, and writes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from api.commands.evidence import ATTEMPTS, Held, append, hold
from api.context import Actor, Ctx, Office
from domain.errors import DomainError, StaleVersion
from domain.journal import Write
from domain.schema import Event, Events, name_of

log = logging.getLogger(__name__)
CLOCK = Actor("clock", "clock")
T = TypeVar("T")


@dataclass(frozen=True)
class Acted:
    """What was done at one stream for one moment. steps: names of the events."""

    subject: str
    due_at: datetime
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Ran:
    """again_at: when the clock has to look again, where the read models do not tell. failed: kinds and codes of what could not be done."""

    acted: tuple[Acted, ...] = ()
    again_at: datetime | None = None
    failed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """events: each with when it is true. rule: its key in the profile. cause: position of the event that it follows from. besides: what
    must still stand."""

    events: Sequence[tuple[Event, datetime]]
    rule: str
    clause: str
    cause: int
    policy: str
    besides: Sequence[Write] = ()


def on_time(
    office: Office, subject: str, due_at: datetime, fold: Callable[[Iterable[Event]], Any], decide: Callable[[Ctx, Held[Any]], Step | None]
) -> Acted | None:
    """None where there is nothing to do, or another was faster. decide: sees the stream as it stands, again when it moved meanwhile."""
    for left in reversed(range(ATTEMPTS)):
        ctx = office.ctx(CLOCK)
        held = hold(ctx, subject, fold)
        step = decide(ctx, held)
        if step is None:
            return None
        try:
            return _append(ctx, held, step, due_at)
        except StaleVersion:
            if not left:
                raise
    raise AssertionError("unreachable")


def signed(ctx: Ctx, rule: str, clause: str, cause: int, subject: str, due_at: datetime, version: int) -> Ctx:
    """The context of one thing that came due."""
    key = f"clock:{rule}:{subject}:{due_at.isoformat()}:{version}"
    return replace(ctx, key=key, causation=str(cause), reason=clause)


def _append(ctx: Ctx, held: Held[Any], step: Step, due_at: datetime) -> Acted | None:
    ctx = signed(ctx, step.rule, step.clause, step.cause, held.stream, due_at, held.version)
    writes = [Write(held.stream, held.version + n, (event,), at) for n, (event, at) in enumerate(step.events)]
    names = tuple(name_of(event) for event, _ in step.events)
    done = append(ctx, [*writes, *step.besides], {"steps": list(names)}, step.policy)
    return None if done.receipt.replayed else Acted(held.stream, due_at, names)


def each(dues: Iterable[T], act: Callable[[T], Acted | None]) -> Ran:
    """All of them in order: one that fails does not keep the others."""
    acted, failed = [], []
    for due in dues:
        try:
            done = act(due)
        except Exception as wrong:
            log.exception("a clock could not act")
            failed.append(kind(wrong))
        else:
            acted += [done] if done else []
    return Ran(tuple(acted), failed=tuple(failed))


def kind(wrong: Exception) -> str:
    """What went wrong, without words that somebody may have typed."""
    code = wrong.code if isinstance(wrong, DomainError) else getattr(wrong, "sqlstate", None)
    return f"{type(wrong).__name__} {code}" if code else type(wrong).__name__


def as_events(events: Events, at: datetime) -> tuple[tuple[Event, datetime], ...]:
    """All of them true at one instant."""
    return tuple((event, at) for event in events)
