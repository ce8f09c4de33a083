"""What a day is in China's calendar: worked, a rest day (公休日), or a holiday; a worked weekend (调休) counts as worked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum


class DayKind(StrEnum):
    WORKING = "working"
    REST = "rest"
    HOLIDAY = "holiday"


KindOf = Callable[[date], DayKind]
