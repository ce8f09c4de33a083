"""Every stored event of this release: importing it fills the registry, so that nothing is ever looked up by an import path."""

from __future__ import annotations

from domain import (
    building,
    china_calendar,
    community,
    correction,
    discipline,
    duty,
    governance,
    grid_plan,
    household,
    need,
    observation,
    patrol,
    rota,
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
    china_calendar,
    community,
    correction,
    discipline,
    duty,
    governance,
    grid_plan,
    household,
    need,
    observation,
    patrol,
    rota,
    spot_check,
    structure,
    tagging,
    tessellation,
    ticket,
    visit,
    visit_round,
)
