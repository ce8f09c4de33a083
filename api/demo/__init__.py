"""The demonstration: a made-up community with a year of history, told through the same commands that people use."""

from __future__ import annotations

import time
from typing import Any

from rich.progress import Progress

from api.context import Office
from api.demo.cast import ACCOUNTS, PASSWORD
from api.demo.scale import END, FIRST, FULL, KEY, Scale
from api.demo.town import CODE, NAME
from domain.errors import Refused

__all__ = ["ACCOUNTS", "FULL", "PASSWORD", "JournalInUse", "Scale", "load"]
STEPS = 1000


class JournalInUse(Refused):
    """The journal holds a real history: a year of the past can only be told to an empty one."""

    code = "demo.journal_in_use"


def load(office: Office, bars: Progress, scale: Scale = FULL) -> dict[str, Any]:
    """Tell the demonstration's year, up to now; go on where an interrupted load stopped; nothing when it is told already.

    Answers with code, name, loaded, events (of the whole journal), seconds. Raises JournalInUse.
    """
    started = time.perf_counter()
    loaded = office.journal.receipt(KEY + END) is None
    if loaded:
        _tell(office, bars, scale)
    told = {"code": CODE, "name": NAME, "loaded": loaded, "events": office.journal.head()}
    return told | {"seconds": round(time.perf_counter() - started, 2)}


def _tell(office: Office, bars: Progress, scale: Scale) -> None:
    from api.demo.year import first_hour, tell  # the commands behind it are slow to import, and every start of a told demonstration waits

    before = office.journal.feed(0, 1)
    if before and before[0].meta.key != KEY + FIRST:
        raise JournalInUse()
    begin = before[0].recorded_at if before else first_hour(office.clock(), scale.days)
    task = bars.add_task("演示社区的一年 / a year of the demonstration", total=STEPS)
    tell(office, scale, begin, resumed=bool(before), told=lambda share: bars.update(task, completed=int(share * STEPS)))
    bars.update(task, completed=STEPS)
