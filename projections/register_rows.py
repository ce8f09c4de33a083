"""How events become lines of a register: one opens a line, changes one in place, takes the place of one, or ends one.

A line tells what its events tell, field by field under their own names; a register adds nothing but days and who it belongs to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from domain.schema import dump
from projections.moments import CHINA
from projections.statements import Row

if TYPE_CHECKING:
    from domain.journal import Recorded

Name = Callable[[Any], str]
"""The part of a line's name that an event gives; blank where the stream alone names it."""


def of_stream(_: Any) -> str:
    return ""


def owner_of_stream(one: Recorded) -> str:
    """The digits that a stream of an area begins with."""
    key = one.stream.partition("-")[2]
    return key[: next((place for place, sign in enumerate(key) if not sign.isdigit()), len(key))]


def owner_in_body(one: Recorded) -> str:
    return one.body.community.removeprefix("com-")


@dataclass(frozen=True, slots=True)
class Step:
    """What an event does to the line it names: opens it, ends it, lets it go on as if it had not ended, or changes it (none of these).
    edition: of a thing that holds in editions.

    status: what the line is from then on; blank: as it was, or no line of this register has one.
    """

    key: Name = of_stream
    opens: bool = False
    ends: bool = False
    resumes: bool = False
    edition: Callable[[Any], int | None] = lambda _: None
    status: Name = of_stream

    def lines(self, one: Recorded) -> tuple[str, ...]:
        """The names of the lines it touches, its own last; before it the edition it takes the place of."""
        base = "/".join(filter(None, (one.stream, self.key(one.body))))
        edition = self.edition(one.body)
        if edition is None:
            return (base,)
        first = max(1, edition - 1) if self.opens else edition
        return tuple(f"{base}@{number}" for number in range(first, edition + 1))


def opens(key: Name = of_stream, status: str | Name = "") -> Step:
    return Step(key, opens=True, status=_standing(status))


def changes(key: Name = of_stream, status: str | Name = "") -> Step:
    return Step(key, status=_standing(status))


def ends(key: Name = of_stream, status: str | Name = "") -> Step:
    return Step(key, ends=True, status=_standing(status))


def resumes(key: Name = of_stream) -> Step:
    return Step(key, resumes=True)


def _standing(status: str | Name) -> Name:
    return status if callable(status) else lambda _: status


def opens_edition(key: Name) -> Step:
    """Opens the event's `edition` and ends the one before."""
    return Step(key, opens=True, edition=_edition)


def ends_edition(key: Name) -> Step:
    return Step(key, ends=True, edition=_edition)


def _edition(body: Any) -> int:
    return int(body.edition)


@dataclass(frozen=True)
class Register:
    """columns: what a sheet of it shows of `told`, in order; none: it is read by the product alone. is_public: residents read it.
    readers: the roles that may; none named: whoever reads registers.
    """

    name: str
    steps: Mapping[type, Step]
    columns: tuple[str, ...] = ()
    is_public: bool = False
    owner: Callable[[Recorded], str] = owner_of_stream
    readers: tuple[str, ...] = ()

    def lines(self, one: Recorded) -> tuple[str, ...]:
        step = self.steps.get(type(one.body))
        return tuple(f"{self.name}/{line}" for line in step.lines(one)) if step else ()

    def row(self, one: Recorded, line: str, before: Row | None) -> Row | None:
        step, on = self.steps[type(one.body)], day_of(one)
        status = step.status(one.body)
        told = _side_by_side(json.loads(dump(one.body))) | ({"status": status} if status else {})
        if before is None:
            return self._opened(one, line, told, on) if step.opens else None
        is_own, until = line == self.lines(one)[-1], max(on, before["holds_from"])
        changed = before | {"position": one.position, "told": before["told"] | told if is_own else before["told"]}
        if step.resumes:
            return before | {"position": one.position, "holds_until": None}
        if step.ends or not is_own:
            return changed | {"holds_until": until}
        return changed | {"earlier": [*before["earlier"], {"until": until, "told": before["told"]}]}

    def _opened(self, one: Recorded, line: str, told: Row, on: str) -> Row:
        given = {"line": line, "register": self.name, "owner": self.owner(one), "key": line.partition("@")[0]}
        held = {"holds_from": on, "holds_until": _over(one.body), "earlier": [], "document": told.get("document") or one.meta.document}
        return given | held | {"told": told, "position": one.position}


def _side_by_side(told: Row) -> Row:
    """Parts of a field stand beside the other fields; a sealed block stays whole."""
    parts = {name: part for name, part in told.items() if isinstance(part, dict) and "box" not in part}
    return {name: part for name, part in told.items() if name not in parts} | {k: v for part in parts.values() for k, v in part.items()}


def _over(body: Any) -> str | None:
    """The day after the last, of what ends by itself."""
    until = getattr(body, "until", None)
    return until and (until + timedelta(days=1)).isoformat()


def day_of(one: Recorded) -> str:
    """The day an event says itself, else the day in China on which it took effect."""
    said = getattr(one.body, "on", None)
    return (said or one.meta.effective_at.astimezone(CHINA).date()).isoformat()
