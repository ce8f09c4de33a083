"""Closes pages of the logs that stand beside the journal: what came since the last page is in the tree from then on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from api.commands.acting import CLOCK, Acted, Ran, each
from api.context import Office
from api.notary import logs
from domain.log_page import Closed, Log, log_id
from domain.schema import name_of

CLAUSE = "GB/T 22239—2019 安全审计：对审计记录进行保护，避免受到未预期的删除、修改或覆盖"


def close(office: Office, at: datetime) -> Ran:
    """Of every log the page that is due; nothing where no row came."""
    return each(Log, lambda log: _close(office, log, at))


def _close(office: Office, log: Log, at: datetime) -> Acted | None:
    with office.app_pool.connection() as connection, office.reading() as reading:
        closed = logs.close(office.journal, connection, reading, log, replace(office.ctx(CLOCK), reason=CLAUSE).meta())
    return None if closed is None else Acted(log_id(log), at, (name_of(Closed),))
