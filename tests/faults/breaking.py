"""The faults: each breaks one thing in earnest and returns once it has happened."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg

from api import cluster as clusters
from tests.faults.ground import Ground

Fault = Callable[[Ground], None]
SERVER_PROCESSES = "select pid from pg_stat_activity where usename is not null and pid <> pg_backend_pid() order by random() limit 1"
END_SESSIONS = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
HAPPENS_S = 30


def at_point(point: str, act: Callable[[Ground], bool]) -> Fault:
    def fault(ground: Ground) -> None:
        assert ground.at_next(point, lambda: act(ground)).wait(HAPPENS_S), f"no append came to {point}"

    return fault


def kill_api(ground: Ground) -> bool:
    ground.api.kill()
    return False


def cut(ground: Ground) -> bool:
    return False


def api_at_random(ground: Ground) -> None:
    time.sleep(random.uniform(0, 0.2))
    ground.api.kill()


def restart_loop(ground: Ground) -> None:
    """Killed again as soon as it is there, and before it is ready."""
    for _ in range(5):
        ground.api.kill()
        time.sleep(random.uniform(0.05, 0.5))


def line_cut(ground: Ground) -> None:
    """Everything at once, as when a switch is turned off."""
    ground.line.cut()


def sessions_ended(ground: Ground) -> None:
    with ground.admin() as connection:
        connection.execute(END_SESSIONS)


def backend_killed(ground: Ground) -> None:
    """One process of the server: all the others end too, and the server recovers by itself."""
    with suppress(psycopg.OperationalError), ground.admin() as connection:
        for (pid,) in connection.execute(SERVER_PROCESSES).fetchall():
            os.kill(pid, signal.SIGKILL)
    ground.server_restarts()


def postmaster_killed(ground: Ground) -> None:
    pid = clusters.postmaster(ground.cluster)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while clusters.postmaster(ground.cluster) is not None:
        time.sleep(0.01)
    ground.server_restarts()


def server_down_for_a_while(ground: Ground) -> None:
    clusters.stop(ground.cluster)
    time.sleep(3)
    ground.server_restarts()


def rebuild_killed(ground: Ground) -> None:
    rebuilding = ground.start("rebuild")
    time.sleep(random.uniform(0.5, 2.0))
    rebuilding.kill()


def notary_killed(ground: Ground) -> None:
    """It stands by while the server signs, and takes over from one that was killed."""
    notary = ground.start("notary")
    ground.api.kill()
    time.sleep(random.uniform(0.5, 1.5))
    notary.kill()


def clocks_killed(ground: Ground) -> None:
    clocks = ground.start("clocks")
    time.sleep(random.uniform(0.5, 2.0))
    clocks.kill()


FAULTS: dict[str, Fault] = {
    "API killed before the append": at_point("asked", kill_api),
    "API killed when the server has the append": at_point("sent", kill_api),
    "API killed after the append, before it knows": at_point("answered", kill_api),
    "API killed between append and projection": at_point("told", kill_api),
    "API killed at random": api_at_random,
    "API killed again and again": restart_loop,
    "request cut": at_point("asked", cut),
    "reply cut": at_point("answered", cut),
    "line cut": line_cut,
    "sessions ended": sessions_ended,
    "backend killed": backend_killed,
    "PostgreSQL killed": postmaster_killed,
    "PostgreSQL down for a while": server_down_for_a_while,
    "rebuild killed": rebuild_killed,
    "clocks killed": clocks_killed,
    "notary killed": notary_killed,
}
