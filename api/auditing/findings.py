"""What an auditor looks for: late entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from psycopg import Connection

from api.auditing.history import page
from api.auditing.sheets import Told
from api.context import Ctx
from projections import trail
from projections.statements import Row
from projections.trail import Span


def late(ctx: Ctx, by: timedelta, span: Span, account: str | None = None) -> Told:
    """counts: by community and account how many, and the longest in days; what a clock made up for after a stop too, as role clock."""
    with ctx.office.reading() as connection:
        counts = trail.late_counts(connection, by, span)

    def find(connection: Connection[Any]) -> list[Row]:
        return trail.late(connection, by, replace(span, limit=span.limit + 1), account)

    more = {"days": by.days, "counts": [one | {"longest": one["longest"].days} for one in counts]}
    return page(ctx, "late", find, span.limit, more)
