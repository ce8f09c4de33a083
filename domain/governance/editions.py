"""What holds in editions: published, revised, withdrawn, each from a day; the one that held on a day stays readable for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from domain.errors import Refused, Unknown

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Edition(Generic[C]):
    """number: 1, 2, 3… of one thing. on: the first day it holds; withdrawn: the first on which it holds no more."""

    number: int
    content: C
    on: date
    withdrawn: date | None = None


class EditionTooEarly(Refused):
    """Days never go back from one edition to the next. Facts: on, present_since."""

    code = "editions.too_early"


class EditionUnknown(Unknown):
    """Nothing stands under that key. Facts: known."""

    code = "editions.unknown"


def following(editions: Mapping[str, Edition[C]], key: str, content: C, on: date) -> int | None:
    """The number to publish under; None where the same stands already. Raises EditionTooEarly."""
    last = editions.get(key)
    if last is None:
        return 1
    if last.withdrawn is None and last.content == content:
        return None
    _require_later(last, on)
    return last.number + 1


def standing(editions: Mapping[str, Edition[C]], key: str, on: date) -> Edition[C] | None:
    """The edition that may be withdrawn; None where it was already. Raises EditionUnknown, EditionTooEarly."""
    if key not in editions:
        raise EditionUnknown(known=sorted(editions))
    last = editions[key]
    if last.withdrawn is not None:
        return None
    _require_later(last, on)
    return last


def _require_later(last: Edition[C], on: date) -> None:
    since = last.withdrawn or last.on
    if on < since:
        raise EditionTooEarly(on=on, present_since=since)
