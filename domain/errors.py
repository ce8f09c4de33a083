"""Refusals. One class per refused rule, each with a stable code; the texts for people are keyed by that code."""

from __future__ import annotations

from typing import Any, ClassVar


class DomainError(Exception):
    """A rule said no. `facts` hold what the rule saw (ids, values, limits), never personal data and never the caller's raw input.

    A refusal by the regulation quotes its clause and says value and limit: what was found, and what the clause allows. Both stand beside
    the facts that its sentence names; of what must be there at all, value counts what is there and limit what is wanted.
    """

    code: ClassVar[str] = "domain.refused"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code, facts)
        self.facts = facts


class Refused(DomainError):
    """The command is well formed, the present state forbids it."""


class Unknown(DomainError):
    """What the command names does not exist."""


class Invalid(DomainError):
    """The command's own content is wrong."""


class Forbidden(DomainError):
    """The actor may not do or see this."""


class StaleVersion(DomainError):
    """Somebody else wrote first. Facts: stream, expected, current."""

    code = "journal.stale_version"


class PolicyRefused(DomainError):
    """A value lies outside what the regulation allows. Facts: rule, value, limit, unit, clause."""

    code = "policy.refused"
