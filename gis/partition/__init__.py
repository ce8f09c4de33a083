"""Plan proposals: atoms divided into grids that keep the band, stay whole and have short borders.

`propose` is the way in; `codes` numbers the grids of a new plan and matches them with those in force.
"""

from __future__ import annotations

from .graph import Band, BareGraph, Bordered, GraphMalformed, Loads, TogetherApart, Wishes, inner, loads_of
from .proposing import Effort, propose
from .report import PartReport, Proposal, Score, pieces

__all__ = [
    "Band",
    "BareGraph",
    "Bordered",
    "Effort",
    "GraphMalformed",
    "Loads",
    "PartReport",
    "Proposal",
    "Score",
    "TogetherApart",
    "Wishes",
    "inner",
    "loads_of",
    "pieces",
    "propose",
]
