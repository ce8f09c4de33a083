"""Closes pages of the logs that stand beside the journal: what came since the last page is in the tree from then on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from api.commands.acting import CLOCK, Acted, Ran, each
from api.commands.evidence import append
from api.context import Office
from api.notary import logs
from domain import log_page
from domain.errors import StaleVersion
from domain.journal import Write
from domain.log_page import Closed, Log

CLAUSE = "GB/T 22239—2019 安全审计：对审计记录进行保护，避免受到未预期的删除、修改或覆盖"


def close(office: Office, at: datetime) -> Ran:
    """Of every log the page that is due; nothing where no row came."""
    return each(Log, lambda log: _close(office, log, at))


def _close(office: Office, log: Log, at: datetime) -> Acted | None:
    """None also where another program closed the same page meanwhile."""
    stream = log_page.log_id(log)
    version = office.journal.versions([stream])[stream]
    before = log_page.fold(one.body for one in office.journal.read(stream, after=version - 1)) if version else None
    with office.app_pool.connection() as connection:
        last = logs.reached(connection, log)
        found = logs.tree(log, logs.rows(connection, log, before.last if before else logs.LEAST, last))
    events = log_page.close(before, log, last, found)
    if not events:
        return None
    ctx = replace(office.ctx(CLOCK), reason=CLAUSE)
    try:
        append(ctx, [Write(stream, version, events)], {})
    except StaleVersion:
        return None
    return Acted(stream, at, (Closed.NAME,))
