"""The 民情图 sheet: one self-contained page per community, by section (片区) and by building (楼栋).

It opens from a USB stick: no script, style, picture or tile is fetched. It knows counts, never a resident.
"""

from __future__ import annotations

from gis.sheet.content import THEMES, Building, Counts, Group, Line, LineKind, Party, Section, Sheet, Theme, Warden, Work
from gis.sheet.drawing import draw
from gis.sheet.moving import Move, Moved, Outline, Passing, draw_move
from gis.sheet.paper import OnPaper, TooLargeForPaper, on_paper
from gis.sheet.sealing import ExternalAddress, content_policy

__all__ = [
    "THEMES",
    "Building",
    "Counts",
    "ExternalAddress",
    "Group",
    "Line",
    "LineKind",
    "Move",
    "Moved",
    "OnPaper",
    "Outline",
    "Party",
    "Passing",
    "Section",
    "Sheet",
    "Theme",
    "TooLargeForPaper",
    "Warden",
    "Work",
    "content_policy",
    "draw",
    "draw_move",
    "on_paper",
]
