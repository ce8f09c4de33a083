"""The read models of governance."""

from __future__ import annotations

from projections import admissions, appraisals, burdens, funding, meetings, registers, seals
from projections.view import View

VIEWS: tuple[View, ...] = (admissions.VIEW, funding.VIEW, seals.VIEW, meetings.VIEW, appraisals.VIEW, burdens.VIEW, registers.VIEW)
