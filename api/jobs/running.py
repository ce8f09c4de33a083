"""One clock acts once in one community, and how it went is written down."""

from __future__ import annotations

import logging
from typing import Any

import psycopg
from psycopg.rows import dict_row

from api.commands.acting import Ran, kind
from api.context import Office
from api.jobs.clock import Clock, Standing
from domain.errors import DomainError
from domain.ids import CommunityId
from domain.sql_files import statement_in

log = logging.getLogger(__name__)


class ClockFailed(DomainError):
    """Something that was due could not be done; it is tried again. Facts: clock, community, failed."""

    code = "clock.failed"


def statement(name: str) -> str:
    return statement_in("api.jobs", name)


def act(office: Office, clock: Clock, community: CommunityId) -> Ran:
    """Everything due there by now. Whoever else acts at the same time, nothing is written twice. Raises ClockFailed, or what went wrong."""
    try:
        through = office.freshen(*clock.views)
        now = office.clock()
        ran = clock.act(office, community, now)
    except Exception as wrong:
        _note(office, "note_failure", clock, community, acts=0, error=kind(wrong))
        raise
    if ran.failed:
        _note(office, "note_failure", clock, community, acts=len(ran.acted), error="；".join(sorted(set(ran.failed))))
        raise ClockFailed(clock=clock.name, community=community, failed=list(ran.failed))
    _note(office, "note_run", clock, community, acts=len(ran.acted), reached=now, through=through, again=ran.again_at)
    if ran.acted:
        log.info("clock acted clock=%s community=%s acts=%d", clock.name, community, len(ran.acted))
    return ran


def _note(office: Office, name: str, clock: Clock, community: CommunityId, **told: Any) -> None:
    with office.jobs_pool.connection() as connection:
        connection.execute(statement(name), {"clock": clock.name, "community": community, "ran": office.clock(), **told})


def standings(connection: psycopg.Connection[Any]) -> dict[tuple[str, CommunityId], Standing]:
    """By clock and community; nothing where it never ran."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(statement("standings")).fetchall()
    return {(row.pop("clock"), CommunityId(row.pop("community"))): Standing(**row) for row in rows}
