"""A month of duty (值班表): who keeps the noon, the early and late hours, rest days, holidays and the telephone, turn by turn.

The law it keeps: the generator proposes, a person confirms; nobody is on duty on leave or twice at one hour; what has begun is not changed;
a month names the calendar it was drawn by.
"""

from domain.rota.decisions import confirm, fill, give, propose, swap, take_over
from domain.rota.drafting import HOTLINE, Draft, Template, Turns, days_of, draw, empty_shifts
from domain.rota.events import Confirmed, Gap, GapFilled, Proposed, Replaced, Shift, ShiftGiven, ShiftsSwapped
from domain.rota.refusals import (
    DrawnForPastDays,
    NothingToDraw,
    RotaConfirmed,
    RotaReplaced,
    RotaUnknown,
    ShiftPast,
    ShiftUnknown,
    WardenNotFree,
)
from domain.rota.state import State, evolve, fold

__all__ = [
    "HOTLINE",
    "Confirmed",
    "Draft",
    "DrawnForPastDays",
    "Gap",
    "GapFilled",
    "NothingToDraw",
    "Proposed",
    "Replaced",
    "RotaConfirmed",
    "RotaReplaced",
    "RotaUnknown",
    "Shift",
    "ShiftGiven",
    "ShiftPast",
    "ShiftUnknown",
    "ShiftsSwapped",
    "State",
    "Template",
    "Turns",
    "WardenNotFree",
    "confirm",
    "days_of",
    "draw",
    "empty_shifts",
    "evolve",
    "fill",
    "fold",
    "give",
    "propose",
    "swap",
    "take_over",
]
