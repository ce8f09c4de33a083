"""A month of duty folded from its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from domain.ids import CommunityId, RotaId
from domain.rota.events import Confirmed, Gap, GapFilled, Proposed, Replaced, Shift, ShiftGiven, ShiftsSwapped
from domain.schema import Event


@dataclass(frozen=True, slots=True)
class State:
    """replaced_on: the first day on which its turns hold no more."""

    rota: RotaId
    community: CommunityId
    month: str
    calendar: str
    shifts: Mapping[str, Shift]
    gaps: Mapping[str, Gap]
    is_confirmed: bool = False
    replaced_on: date | None = None

    @property
    def first_on(self) -> date:
        """The day of the first turn drawn; there is one in every drawing."""
        return min(one.on for one in self.shifts.values())

    def goes_on(self, shift: Shift) -> bool:
        return self.replaced_on is None or shift.on < self.replaced_on


def evolve(state: State | None, event: Event) -> State:
    match event:
        case Proposed():
            shifts, gaps = {one.shift: one for one in event.shifts}, {one.shift: one for one in event.gaps}
            return State(event.rota, event.community, event.month, event.calendar, shifts, gaps)
        case Confirmed() if state is not None:
            return replace(state, is_confirmed=True)
        case Replaced() if state is not None:
            return replace(state, replaced_on=event.on)
        case ShiftsSwapped() if state is not None:
            swapped = {
                event.shift: replace(state.shifts[event.shift], warden=event.warden),
                event.other: replace(state.shifts[event.other], warden=event.other_warden),
            }
            return replace(state, shifts={**state.shifts, **swapped})
        case ShiftGiven() if state is not None:
            given = replace(state.shifts[event.shift], warden=event.to_warden)
            return replace(state, shifts={**state.shifts, event.shift: given})
        case GapFilled() if state is not None:
            left = {name: gap for name, gap in state.gaps.items() if name != event.shift.shift}
            return replace(state, gaps=left, shifts={**state.shifts, event.shift.shift: event.shift})
    raise TypeError(f"not an event of a rota: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)
