"""The read models of a community's structure."""

from __future__ import annotations

from projections import lineage, organisations, teams
from projections.view import View

VIEWS: tuple[View, ...] = (lineage.VIEW, organisations.VIEW, teams.VIEW)
