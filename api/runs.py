"""Proposals under way: each searches in a thread of its own, tells how far it is, and can be stopped with the best division so far kept.

They live in the memory of this server. What a run has drafted stands in the journal whether or not anybody asks again.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from api import problems
from api.commands.proposing import Reins
from domain.errors import DomainError, Refused, Unknown

KEPT = 200
AT_ONCE = 4
"""Searches of one server at a time: each takes a whole core."""


class RunUnknown(Unknown):
    """No such run on this server, or long ago."""

    code = "proposal.run_unknown"


class TooManyRuns(Refused):
    """Facts: limit."""

    code = "proposal.too_many_runs"


@dataclass
class Run:
    """state: running, finished, refused. answer: of the command, or the problem. share: of 1."""

    run: str
    community: str
    account: str
    share: float = 0.0
    state: str = "running"
    answer: dict[str, Any] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event, repr=False)

    def told(self) -> dict[str, Any]:
        return {
            "run": self.run,
            "community": self.community,
            "share": round(self.share, 3),
            "state": self.state,
            "stopping": self.stopping.is_set(),
        } | ({"result": self.answer} if self.answer else {})


class Runs:
    """Of one server."""

    def __init__(self) -> None:
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, community: str, account: str, work: Callable[[Reins], dict[str, Any]]) -> Run:
        """Raises TooManyRuns."""
        run = Run("run-" + secrets.token_hex(8), community, account)
        with self._lock:
            if sum(each.state == "running" for each in self._runs.values()) >= AT_ONCE:
                raise TooManyRuns(limit=AT_ONCE)
            self._runs[run.run] = run
            for old in [each for each in self._runs.values() if each.state != "running"][: max(0, len(self._runs) - KEPT)]:
                del self._runs[old.run]
        threading.Thread(target=_search, args=(run, work), name=run.run, daemon=True).start()
        return run

    def one(self, run: str, account: str) -> Run:
        """The planner's own. Raises RunUnknown."""
        found = self._runs.get(run)
        if found is None or found.account != account:
            raise RunUnknown()
        return found

    def stop_all(self) -> None:
        for each in self._runs.values():
            each.stopping.set()


def _search(run: Run, work: Callable[[Reins], dict[str, Any]]) -> None:
    def hear(share: float) -> None:
        run.share = share

    try:
        run.answer = work(Reins(hear, run.stopping.is_set))
        run.share, run.state = 1.0, "finished"
    except DomainError as refusal:
        run.answer, run.state = problems.problem(refusal), "refused"
    except Exception:
        run.answer, run.state = problems.problem_of("http.500", 500), "refused"
        raise
