"""The read models of a community's structure."""

from __future__ import annotations

from projections import organisations
from projections.view import View

VIEWS: tuple[View, ...] = (organisations.VIEW,)
