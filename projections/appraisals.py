"""Appraisals: schemes, how far each appraisal has come, its result; ratings both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from domain.governance import appraisal, rating, scheme
from projections.sheets import Sheet, Sheets
from projections.statements import Communities, Row, among, rows

if TYPE_CHECKING:
    from domain.journal import Recorded

NAME = "appraisals"


def _scheme(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    parts = [{name: getattr(part, name) for name in scheme.Part.__slots__} for part in told.parts]
    given = {"scheme": told.scheme, "community": told.community, "appraisal": told.appraisal, "title": told.title, "parts": parts}
    return given | {"steps": list(told.steps), "passing": told.passing, "clause": told.clause, "position": one.position}


def _appraisal(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    if isinstance(told, appraisal.Opened):
        span = {"span_first": told.span_first.isoformat(), "span_last": told.span_last.isoformat()}
        given = {"appraisal": told.appraisal, "community": told.community, "scheme": told.scheme, "of_unit": told.of_unit}
        blank = {"steps": [], "points": None, "grade": None, "capped_by": None, "measured": None, "reported_to": []}
        return given | span | blank | {"position": one.position}
    assert before is not None
    if isinstance(told, appraisal.Closed):
        return before | {"points": told.points, "grade": told.grade.value, "capped_by": told.capped_by, "position": one.position}
    if isinstance(told, appraisal.HandlingMeasured):
        tally = {"worker": told.worker, "tickets": told.tally.tickets, "good": told.tally.good, "points": told.points}
        return before | {"measured": tally, "position": one.position}
    if isinstance(told, appraisal.ReportedUp):
        return before | {"reported_to": [*before["reported_to"], told.to], "position": one.position}
    scores = {score.part: score.points for score in told.scores}
    step = {"step": told.step, "points": told.points, "is_passed": told.is_passed, "by": told.by, "scores": scores}
    return before | {"steps": [*before["steps"], step], "position": one.position}


def _rating(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    span = {"span_first": told.span_first.isoformat(), "span_last": told.span_last.isoformat()}
    given = {"rating": told.rating, "community": told.community, "subject": told.subject.value, "name": told.name}
    answers = {"answers": sum(told.tallies), "satisfaction": rating.index(told.tallies), "tallies": list(told.tallies)}
    return given | span | answers | {"raters": told.raters.value, "position": one.position}


VIEW = Sheets(
    NAME,
    3,
    (
        Sheet("appraisals_scheme", "scheme", (scheme.Published,), _scheme),
        Sheet(
            "appraisals_appraisal",
            "appraisal",
            (appraisal.Opened, appraisal.HandlingMeasured, appraisal.StepScored, appraisal.Closed, appraisal.ReportedUp),
            _appraisal,
        ),
        Sheet("appraisals_rating", "rating", (rating.RatingGiven,), _rating),
    ),
)


def schemes(conn: psycopg.Connection, community: Communities) -> list[Row]:
    return rows(conn, NAME, "schemes", communities=among(community))


def appraisals(conn: psycopg.Connection, community: Communities) -> list[Row]:
    """By span, latest first, each step with its scores; never one against another."""
    return rows(conn, NAME, "appraisals", communities=among(community))


def ratings(conn: psycopg.Connection, community: Communities) -> list[Row]:
    """Latest span first. satisfaction: 0…100."""
    return rows(conn, NAME, "ratings", communities=among(community))
