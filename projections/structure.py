"""The read models of a community's structure."""

from __future__ import annotations

from projections import difficulty, facilities, lineage, organisations, teams
from projections.view import View

VIEWS: tuple[View, ...] = (difficulty.VIEW, facilities.VIEW, lineage.VIEW, organisations.VIEW, teams.VIEW)
