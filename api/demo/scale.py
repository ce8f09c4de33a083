"""How much of the demonstration is told, and the commands that mark its beginning and its end."""

from __future__ import annotations

from dataclasses import dataclass

KEY = "demo:"
"""Begins the idempotency key of every command told here."""
FIRST, END = "buildings", "end"
"""The very first command tells this journal from any other; with the very last one the demonstration is complete."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is told. buildings: share of every estate. occupied: share of the doors with somebody registered behind them."""

    buildings: float = 1.0
    occupied: float = 0.95
    days: int = 396
    rounds: int = 235
    tickets: int = 250
    moves: int = 190


FULL = Scale()
