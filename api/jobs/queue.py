"""The next run of each clock in each community, as one job of the library procrastinate.

There is at most one waiting job for each (its queueing lock), and never two at work (its lock). A job that fails is tried again, later each
time, for ever: a clock that gave up would be worse than one that is late. Only one program plans at a time, by an advisory lock: so no job
is made beside one that is at work, which could not be put back into the queue when it fails.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import procrastinate
import psycopg
from procrastinate.jobs import Job, Status

from api.context import Office
from api.jobs import running
from api.jobs.clock import Clock, Outlook
from domain.errors import DomainError
from domain.ids import CommunityId
from domain.policy import PolicyProfile
from projections import grids

log = logging.getLogger(__name__)
QUEUE, TASK = "clocks", "clock"
PLANNING = 0x6D696E7163  # "minqc": the advisory lock of who plans
SOONER = timedelta(seconds=1)
"""A job is moved only when it would come later than wanted by more than this."""
LEFT_S = 30.0
"""A job that this program has left so long ago, and that still counts as at work, lost its farewell on the way to the database."""
LONGEST_WAIT_S = 600
Key = tuple[str, CommunityId]
Act = Callable[[str, CommunityId], None]


class Backoff(procrastinate.BaseRetryStrategy):
    """Two seconds, four, eight … ten minutes."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> procrastinate.RetryDecision:
        return procrastinate.RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts + 1, 20), LONGEST_WAIT_S)})


class Queue:
    """The library's application on this installation. act: lets a clock act in a community; called in a thread."""

    def __init__(self, office: Office, clocks: Mapping[str, Clock], act: Act) -> None:
        self._office, self._clocks, self._act = office, clocks, act
        self._left: dict[int, float] = {}
        connector = procrastinate.PsycopgConnector(conninfo=str(office.databases.jobs), min_size=1, max_size=6)
        self.app = procrastinate.App(connector=connector)
        self._task = self.app.task(name=TASK, queue=QUEUE, retry=Backoff(), pass_context=True)(self._run)

    async def _run(self, context: procrastinate.JobContext, clock: str, community: str) -> None:
        """A job, in a thread: heartbeats go on however long it takes."""
        try:
            await asyncio.to_thread(self._act, clock, CommunityId(community))
        finally:
            assert context.job.id is not None
            self._left[context.job.id] = monotonic()

    async def plan(self, connection: psycopg.AsyncConnection[Any], stalled_s: float) -> bool:
        """Bring the jobs to what the read models say now; False while another program plans. connection: for the lock, in autocommit."""
        (ours,) = await (await connection.execute("select pg_try_advisory_lock(%s)", (PLANNING,))).fetchone() or (False,)
        if not ours:
            return False
        try:
            await self._rescue(stalled_s)
            wanted, now = await asyncio.to_thread(wanted_of, self._office, self._clocks)
            jobs = [one for one in await self.app.job_manager.list_jobs_async(queue=QUEUE) if one.status in ("todo", "doing")]
            standing = {one.queueing_lock: one for one in jobs}
            for key, moment in wanted.items():
                await self._place(key, datetime.now(UTC) + max(moment - now, timedelta()), standing.get("/".join(key)))
            return True
        finally:
            await connection.execute("select pg_advisory_unlock(%s)", (PLANNING,))

    async def _place(self, key: Key, at: datetime, job: Job | None) -> None:
        """Leaves a job alone that is at work, waits to be tried again, or comes soon enough."""
        if job is not None:
            waits_longer = job.scheduled_at is not None and at + SOONER < job.scheduled_at
            if job.status != Status.TODO.value or job.attempts or not waits_longer or job.id is None:
                return
            if not await self.app.job_manager.cancel_job_by_id_async(job.id, delete_job=True):
                return
        named = "/".join(key)
        await self._task.configure(lock=named, queueing_lock=named, schedule_at=at).defer_async(clock=key[0], community=key[1])

    async def _rescue(self, stalled_s: float) -> None:
        """Jobs whose worker died at work go back into the queue, as do those whose end never reached the database."""
        stalled = list(await self.app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=stalled_s))
        stalled += [one for one in await self.app.job_manager.list_jobs_async(queue=QUEUE, status=Status.DOING.value) if self._is_left(one)]
        for job in {one.id: one for one in stalled}.values():
            log.warning("job of a lost worker taken up again lock=%s", job.lock)
            await self.app.job_manager.retry_job(job, retry_at=datetime.now(UTC))
        self._left = {job: at for job, at in self._left.items() if monotonic() - at < 10 * LEFT_S}

    def _is_left(self, job: Job) -> bool:
        at = self._left.get(job.id or 0)
        return at is not None and monotonic() - at > LEFT_S


def wanted_of(office: Office, clocks: Mapping[str, Clock]) -> tuple[dict[Key, datetime], datetime]:
    """When each clock has to act next in each community, and the time of the office that this is said by."""
    office.freshen("grids")
    now, wanted = office.clock(), {}
    with office.jobs_pool.connection() as connection:
        found = running.standings(connection)
    with office.reading() as connection:
        profiles, broken = _profiles(grids.profiles(connection))
        for clock in clocks.values():
            standings = {community: one for (name, community), one in found.items() if name == clock.name}
            moments = clock.next(Outlook(connection, profiles, standings, now))
            moments |= dict.fromkeys(broken, now)  # the run says what is wrong, and is tried again
            for community, one in standings.items():
                if one.again_at is not None:
                    moments[community] = min(one.again_at, moments.get(community, one.again_at))
            wanted |= {(clock.name, community): moment for community, moment in moments.items()}
    return wanted, now


def _profiles(keys: Mapping[str, str]) -> tuple[dict[CommunityId, PolicyProfile], list[CommunityId]]:
    """The profiles, and the communities whose profile cannot be read: they keep nobody else."""
    profiles, broken = {}, []
    for community, key in keys.items():
        try:
            profiles[CommunityId(community)] = PolicyProfile.load(key)
        except DomainError:
            broken.append(CommunityId(community))
    return profiles, broken
