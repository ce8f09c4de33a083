"""How the clocks are doing: what is planned, how the last run went, and what somebody has to look at."""

from __future__ import annotations

from typing import Any

from psycopg.rows import dict_row

from api.context import Office
from api.jobs.clocks import CLOCKS
from api.jobs.queue import QUEUE
from api.jobs.running import statement
from api.jobs.worker import Pace
from api.texts import text
from domain.ids import CommunityId, community_code

ALARM_AFTER = 3
"""Failures in a row: one may be a lost connection."""
LATE_S = 300.0


def state(office: Office) -> dict[str, Any]:
    """clocks: one a community. alarm: it failed so often in a row, or nobody took up its job in time. workers: programs that show life.

    next_at: when its job is planned; outcome: acted, idle or failed, none where it never ran.
    """
    with office.jobs_pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(statement("state"), {"queue": QUEUE, "late_s": LATE_S}).fetchall()
        workers = connection.execute(statement("workers"), {"stalled_s": Pace().stalled}).fetchone()
    shown = [_shown(row) for row in found if row["clock"] in CLOCKS]
    return {"workers": workers[0] if workers else 0, "alarms": sum(one["alarm"] is not None for one in shown), "clocks": shown}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    named = {"clock": row["clock"], "title": text(f"clock.{row['clock']}"), "title_en": text(f"clock.{row['clock']}", "en")}
    given = {key: row[key] for key in ("next_at", "reached_at", "ran_at", "acts", "failures", "error")}
    is_running = row["job"] == "doing"
    return (
        named
        | {"community": community_code(CommunityId(row["community"]))}
        | given
        | {
            "is_running": is_running,
            "outcome": _outcome(row),
            "alarm": "failing" if row["failures"] >= ALARM_AFTER else "late" if row["is_late"] else None,
        }
    )


def _outcome(row: dict[str, Any]) -> str | None:
    if row["ran_at"] is None:
        return None
    return "failed" if row["failures"] else "acted" if row["acts"] else "idle"
