"""Every stored event of this release: importing it fills the registry, so that nothing is ever looked up by an import path."""

from __future__ import annotations

from domain import (
    building,
    community,
    discipline,
    duty,
    governance,
    grid_plan,
    household,
    need,
    observation,
    patrol,
    spot_check,
    structure,
    tagging,
    tessellation,
    ticket,
    visit,
    visit_round,
)

STORED = (
    building,
    community,
    discipline,
    duty,
    governance,
    grid_plan,
    household,
    need,
    observation,
    patrol,
    spot_check,
    structure,
    tagging,
    tessellation,
    ticket,
    visit,
    visit_round,
)
