"""A command gone through up to where it would write: every rule is asked, no event recorded, no key made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from api.context import Ctx
from domain.values import Sealed


class _WouldWrite(Exception):
    pass


class _Closed:
    """The journal, to read."""

    def __init__(self, journal: Any) -> None:
        self._journal = journal

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)

    def append(self, *_: Any, **__: Any) -> Any:
        raise _WouldWrite


class _Empty:
    """A vault whose blocks hold nothing."""

    def seal(self, subject: str, _: dict[str, Any]) -> Sealed:
        return Sealed(subject, "0" * 16, "0" * 16)


@dataclass(frozen=True)
class _Rehearsal(Ctx):
    @property
    def journal(self) -> Any:
        return _Closed(self.office.journal)

    @property
    def vault(self) -> Any:
        return _Empty()


def rehearse(ctx: Ctx, act: Callable[[Ctx], Any]) -> None:
    """Raises what the act would be refused for; other callers' writing meanwhile is not foreseen."""
    try:
        act(_Rehearsal(**{one.name: getattr(ctx, one.name) for one in fields(ctx)}))
    except _WouldWrite:
        pass
