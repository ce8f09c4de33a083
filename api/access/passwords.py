"""What a password must be (OWASP ASVS 5.0, V6.2) and how it is kept: argon2id, at most two at work at a time."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from importlib import resources
from itertools import pairwise
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from domain.errors import Invalid

SHORTEST, LONGEST = 12, 128
DISTINCT = 5
BESIDE_THE_NAME = 8
# 19 MiB, two passes, one lane: OWASP's second choice, 53 ms on two small cores; a larger one lets a flood of sign-ins stop the box.
_HASHING = BoundedSemaphore(2)
_PASSWORDS = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))


class PasswordTooShort(Invalid):
    """Facts: least."""

    code = "accounts.password_too_short"


class PasswordTooLong(Invalid):
    """Facts: most."""

    code = "accounts.password_too_long"


class PasswordCommon(Invalid):
    """Known to everybody who guesses, a run of the keyboard, or the account's own name."""

    code = "accounts.password_common"


def require_good(password: str, account: str, name: str = "") -> None:
    """Length alone makes it strong: no rules on which signs it has. Raises PasswordTooShort, PasswordTooLong, PasswordCommon."""
    password = _plain(password)
    if len(password) < SHORTEST:
        raise PasswordTooShort(least=SHORTEST)
    if len(password) > LONGEST:
        raise PasswordTooLong(most=LONGEST)
    folded = password.casefold()
    own = any(each and len(folded.replace(each.casefold(), "")) < BESIDE_THE_NAME for each in (account, name))
    if own or folded in _common() or len(set(folded)) < DISTINCT or _runs_on(folded):
        raise PasswordCommon()


def hashed(password: str) -> str:
    with _HASHING:
        return _PASSWORDS.hash(_plain(password))


def matches(password: str, known: str | None) -> bool:
    """known: a hash; without one it takes as long, so that nobody learns which accounts exist, and is false."""
    with _HASHING:
        right = _PASSWORDS.verify(_plain(password), known or _decoy())
    return right and known is not None


def _plain(password: str) -> str:
    """One form of a sign that two keyboards compose differently."""
    return unicodedata.normalize("NFC", password)


def _runs_on(folded: str) -> bool:
    """Each sign follows the one before: 123456789012, ponmlkjihgfedcba."""
    steps = {ord(later) - ord(before) for before, later in pairwise(folded)}
    return len(steps - {-9, 9}) == 1 and steps & {1, -1} != set()


@cache
def _common() -> frozenset[str]:
    listed = resources.files("api.access").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in listed.splitlines() if line)


@cache
def _decoy() -> str:
    return _PASSWORDS.hash(secrets.token_hex(16))
