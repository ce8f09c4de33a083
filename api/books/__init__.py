"""Books of a community and of the area it lies in: one table, from which routes and command line are made."""

from __future__ import annotations

from collections.abc import Mapping

from api.books import (
    cases,
    copies,
    duty_filings,
    guidance_fund,
    inspections,
    pairings,
    pay,
    platform,
    projects,
    qualifications,
    site_issues,
)
from api.books.act import Book

_ALL = (
    inspections.INSPECTIONS,
    inspections.DRAWS,
    site_issues.SITE_ISSUES,
    site_issues.DRAWS,
    copies.COPIES,
    guidance_fund.GUIDANCE_FUND,
    pay.PAY,
    projects.PROJECTS,
    qualifications.QUALIFICATIONS,
    cases.CASES,
    pairings.PAIRINGS,
    duty_filings.DUTY_FILINGS,
    platform.INTEGRATIONS,
    platform.LEDGER_TEMPLATES,
)
BOOKS: Mapping[str, Book] = {book.name: book for book in _ALL}
