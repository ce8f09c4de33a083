"""Facts in the order in which they became true, whatever the order in which they were told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from domain.schema import Event

Fact = tuple[Event, datetime]
"""An event and its effective time."""


def until(facts: Iterable[Fact], at: datetime) -> Iterator[Event]:
    """What was true by an instant, the earlier first; of one instant, the earlier told first."""
    known = sorted((fact for fact in facts if fact[1] <= at), key=lambda fact: fact[1])
    return (event for event, _ in known)
