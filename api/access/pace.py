"""How often one may knock: a sustained pace and a burst for each class of route, for each token and account, or address of the public.

The generic cell rate algorithm: of each caller only the moment is kept at which its burst is whole again; who is not kept has the whole
burst. Memory is bounded by forgetting who was heard of longest ago.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv6Address, ip_address
from math import ceil
from threading import Lock

from domain.errors import Forbidden

CALLERS = 20_000


class TooManyRequests(Forbidden):
    """Facts: retry_after_s."""

    code = "http.too_many_requests"


@dataclass(frozen=True, slots=True)
class Allowance:
    """burst: at once; every_s: one more each so many seconds."""

    burst: int
    every_s: float


ALLOWANCES = {
    "sign_in": Allowance(burst=60, every_s=1),
    "signed_out_there": Allowance(burst=600, every_s=0.1),
    "public_report": Allowance(burst=30, every_s=10),
    "public_map": Allowance(burst=900, every_s=0.05),
    "public_question": Allowance(burst=120, every_s=0.5),
    "personal": Allowance(burst=300, every_s=0.5),
    "export": Allowance(burst=60, every_s=5),
    "features": Allowance(burst=300, every_s=0.2),
    "read": Allowance(burst=4000, every_s=0.01),
    "write": Allowance(burst=300, every_s=0.2),
}
"""An address may be a whole office, or a whole estate behind one carrier's gateway: wide enough for both. `read` and `write`: whatever else
is asked with a token; a map that is moved asks for some hundreds of tiles."""
TOKENS = 4
"""So many tokens at full pace an account may have: a token in wrong hands leaves the others of its account theirs."""
_C = r"/api/communities/\{code\}"
_EXPORTED = rf"/sheet/\{{code\}}|{_C}/ledgers/.*|/api/plans/\{{plan\}}/file|.*/documents/.*|.*\.(xlsx|csv|zip)|/api/access-log"
_OF_PERSONS = "households|tickets|visits|needs|key-groups|home-care|observations"
CLASSES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("sign_in", "POST", re.compile(r"/api/(session|password|password/redemption|second-factor|second-factor/\w+)")),
    ("signed_out_there", "POST", re.compile(r"/api/oidc/backchannel")),
    ("sign_in", "GET", re.compile(r"/api/oidc/\w+")),
    ("public_report", "POST", re.compile(r"/(api/public|open311)/.*")),
    ("public_map", "GET", re.compile(r"/api/public/basemap.*")),
    ("public_question", "GET", re.compile(r"/(api/public|open311)/.*")),
    ("export", "GET", re.compile(_EXPORTED)),
    ("features", "GET", re.compile(r"/ogc.*")),
    ("personal", "GET", re.compile(rf"/api/(households|visits|tickets|history)/.*|{_C}/({_OF_PERSONS})")),
)
"""Class, method and path as the route is declared."""


class Pace:
    """Safe to share between threads. clock: seconds that never run backwards."""

    def __init__(self, allowances: dict[str, Allowance], clock: Callable[[], float] = time.monotonic) -> None:
        self._allowances = allowances
        self._clock = clock
        self._whole_again: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._lock = Lock()

    def take(self, kind: str | None, caller: str, times: int = 1) -> None:
        """Raises TooManyRequests, which costs nothing more. kind: None for what is not limited. times: so many callers in one."""
        allowed = self._allowances.get(kind or "")
        if allowed is None:
            return
        if times > 1:
            allowed = Allowance(allowed.burst * times, allowed.every_s / times)
        now, key = self._clock(), (kind or "", caller)
        with self._lock:
            whole = max(self._whole_again.get(key, now), now) + allowed.every_s
            if (wait := whole - now - allowed.burst * allowed.every_s) > 0:
                raise TooManyRequests(retry_after_s=ceil(wait))
            self._whole_again[key] = whole
            self._whole_again.move_to_end(key)
            while len(self._whole_again) > CALLERS:
                self._whole_again.popitem(last=False)

    def __len__(self) -> int:
        return len(self._whole_again)


@cache
def class_of(method: str, path: str) -> str | None:
    """The class of a route, by its path as it is declared; None for what is limited by token alone."""
    return next((kind for kind, known, pattern in CLASSES if method == known and pattern.fullmatch(path)), None)


def class_of_token(method: str, path: str) -> str:
    """Whatever is asked with a token is counted."""
    return class_of(method, path) or ("read" if method in ("GET", "HEAD", "OPTIONS") else "write")


def neighbourhood(address: str) -> str:
    """An IPv6 address stands for its /64: one caller has them all."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or IPv6Address(int(known) >> 64 << 64))
    return str(known)
