"""Stored formats: change only with an upcast and a golden file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.days import DayKind
from domain.ids import CommunityId, RotaId, WardenId
from domain.schema import event


@dataclass(frozen=True, slots=True)
class Shift:
    """One turn of one person. shift: "20261201-noon-1", unique in the month. kind: key of the profile's shifts. day: what the day was."""

    shift: str
    kind: str
    on: date
    day: DayKind
    starts_at: datetime
    ends_at: datetime
    warden: WardenId


@dataclass(frozen=True, slots=True)
class Gap:
    """A turn that nobody was free to take."""

    shift: str
    kind: str
    on: date


@event("rota.proposed")
class Proposed:
    """A month as the generator draws it; nobody is on duty by it yet. month: "2026-12". calendar: which calendar, in which version."""

    rota: RotaId
    community: CommunityId
    month: str
    calendar: str
    shifts: tuple[Shift, ...]
    gaps: tuple[Gap, ...]


@event("rota.confirmed")
class Confirmed:
    """A person has looked at it: from now on it holds."""

    confirmed_by: str


@event("rota.shifts_swapped")
class ShiftsSwapped:
    """warden takes `shift`, other_warden takes `other`: each had the other's until now."""

    shift: str
    warden: WardenId
    other: str
    other_warden: WardenId


@event("rota.shift_given")
class ShiftGiven:
    shift: str
    from_warden: WardenId
    to_warden: WardenId


@event("rota.replaced")
class Replaced:
    """From that day the turns of the community it ended in hold: `by` is its month, drawn for the people of both."""

    by: RotaId
    on: date


@event("rota.gap_filled")
class GapFilled:
    """Somebody takes a turn that nobody had."""

    shift: Shift
