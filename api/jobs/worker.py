"""Keeps the clocks going: a thread that plans and runs their jobs, and starts again after any failure."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

import psycopg

from api.context import Office
from api.jobs import running
from api.jobs.clock import Clock
from api.jobs.clocks import CLOCKS
from api.jobs.queue import QUEUE, Queue
from domain.ids import CommunityId
from projections.supervised import Supervised


@dataclass(frozen=True)
class Pace:
    """Seconds. tick: how soon something new is planned, and a job that is due is fetched. look: how often it is planned anyway.

    stalled: after so long without a sign of life a worker is dead, and its jobs are taken up by another.
    """

    tick: float = 1.0
    look: float = 15.0
    beat: float = 5.0
    stalled: float = 20.0


class Worker(Supervised):
    """Plans and runs the clocks' jobs in a thread of its own."""

    def __init__(self, office: Office, clocks: Mapping[str, Clock] = CLOCKS, pace: Pace = Pace()) -> None:  # frozen
        super().__init__("clocks")
        self._office, self._clocks, self._pace = office, clocks, pace
        self._ran = threading.Event()

    def _keep_up(self) -> None:
        asyncio.run(self._work())

    async def _work(self) -> None:
        queue, pace = Queue(self._office, self._clocks, self._act), self._pace
        async with queue.app.open_async():
            working = asyncio.create_task(
                queue.app.run_worker_async(
                    queues=[QUEUE],
                    name="clocks",
                    concurrency=3,
                    fetch_job_polling_interval=pace.tick,
                    update_heartbeat_interval=pace.beat,
                    stalled_worker_timeout=pace.stalled,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                )
            )
            planning = asyncio.create_task(self._plan(queue))
            try:
                await asyncio.wait({working, planning}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (working, planning):
                    task.cancel()
                ended = await asyncio.gather(working, planning, return_exceptions=True)
        for one in ended:
            if isinstance(one, Exception):
                raise one
        if not self._stopping.is_set():
            raise RuntimeError("the worker of the queue ended by itself")

    async def _plan(self, queue: Queue) -> None:
        """Ends when the thread is to stop."""
        journal, pace = self._office.journal, self._pace
        async with await psycopg.AsyncConnection.connect(str(self._office.databases.jobs), autocommit=True) as connection:
            seen, looked = -1, 0.0
            while not self._stopping.is_set():
                head = await asyncio.to_thread(journal.head)
                if head != seen or self._ran.is_set() or monotonic() - looked > pace.look:
                    self._ran.clear()
                    if await queue.plan(connection, pace.stalled):
                        seen, looked, self.failures = head, monotonic(), 0
                    else:
                        self._ran.set()
                await asyncio.to_thread(self._stopping.wait, pace.tick)

    def _act(self, clock: str, community: CommunityId) -> None:
        try:
            running.act(self._office, self._clocks[clock], community)
        finally:
            self._ran.set()
