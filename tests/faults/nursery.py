"""A program that has imported everything and forks what is asked for: a process killed with kill -9 is there again in a moment.

Reads lines of JSON `{"role": "serve" | "clocks" | "rebuild" | "notary", "home", "url", "port", "ahead_s"}`; answers with the process.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import uvicorn

from api import migrate
from api.app import create_app
from api.context import Office, open_office
from api.jobs.worker import Pace
from api.jobs.worker import Worker as Clocks
from api.notary.folder import Folder
from api.notary.worker import NotaryWorker
from api.serving import spoken
from api.settings import Settings
from projections import rebuild, runner
from tests.faults.port import bound


def opened(asked: dict[str, Any]) -> Office:
    """ahead_s: by how much this program's clock is wrong. Its callers never give up, so that nobody keeps their pace."""
    settings = Settings(home=Path(asked["home"]), database_url=asked["url"], clocks=False, pace=False, notary=asked.get("signs", True))
    ahead = timedelta(seconds=asked.get("ahead_s", 0))
    return open_office(settings, migrate.connect(settings), clock=lambda: datetime.now(UTC) + ahead)


def serve(asked: dict[str, Any]) -> None:
    with_all = create_app(office=opened(asked))
    uvicorn.Server(uvicorn.Config(with_all, **spoken())).run(sockets=[bound(asked["port"])])


def clocks(asked: dict[str, Any]) -> None:
    office = opened(asked)
    runner.make_ready(office.databases.project)
    with runner.Worker(office.journal, office.databases.project):
        office.follows = True
        with Clocks(office, pace=Pace(tick=0.1, look=1.0, beat=0.3, stalled=1.5)):
            threading.Event().wait()


def rebuilding(asked: dict[str, Any]) -> None:
    office = opened(asked)
    while True:
        rebuild.rebuild(office.journal, office.databases.project, check=True)


def notary(asked: dict[str, Any]) -> None:
    office = opened(asked)
    with NotaryWorker(office.databases.notary, Folder(office.settings.notary_home), office.clock):
        threading.Event().wait()


ROLES = {"serve": serve, "clocks": clocks, "rebuild": rebuilding, "notary": notary}


def _live(asked: dict[str, Any]) -> NoReturn:
    """To the end, whatever it is: a child that came back into the loop of the nursery would read its orders."""
    try:
        ROLES[asked["role"]](asked)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried at once
    for line in sys.stdin:
        asked = json.loads(line)
        if (pid := os.fork()) == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _live(asked)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
