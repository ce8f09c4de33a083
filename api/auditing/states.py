"""The state of any stream after any number of its events, folded by the module of the domain that its events come from."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from api.auditing.plain import flat, plain
from api.commands.evidence import facts
from domain import community, duty, grid_plan, ticket
from domain.journal import Recorded
from domain.ticket import appointments, approval, costs, emergency, links, papers, proxy, questions

CHAPTERS = (appointments, approval, costs, emergency, links, papers, proxy, questions)
"""Parts of a ticket that are folded by themselves."""
LEFT_OUT = ("memory", "drawn", "checked")
"""What a draft keeps for undoing and checking is no part of what it says."""


def state(recorded: Sequence[Recorded]) -> dict[str, Any]:
    """Dotted field to plain value; empty before the first event."""
    if not recorded:
        return {}
    shown = plain(_fold_of(recorded[0])(recorded))
    return flat({name: value for name, value in shown.items() if name not in LEFT_OUT})


def _fold_of(first: Recorded) -> Callable[[Sequence[Recorded]], Any]:
    if first.stream.startswith("tkt-"):
        return _ticket
    if first.stream.startswith("dty-"):
        return lambda recorded: duty.fold(facts(recorded))
    fold = _domain_fold(type(first.body).__module__)
    return lambda recorded: fold(one.body for one in recorded)


def _domain_fold(module: str) -> Callable[..., Any]:
    """Events stand in their aggregate's module, or in one below it."""
    elsewhere = {"domain.community_events": community.fold, "domain.plan_events": grid_plan.fold}
    if module in elsewhere:
        return elsewhere[module]
    while not hasattr(sys.modules[module], "fold"):
        module = module.rpartition(".")[0]
    return sys.modules[module].fold


def _ticket(recorded: Sequence[Recorded]) -> dict[str, Any]:
    """The ticket with its chapters beside it."""
    bodies = [one.body for one in recorded]
    return _fields(ticket.fold(bodies)) | {each.__name__.rpartition(".")[2]: _fields(each.fold(bodies), "ticket") for each in CHAPTERS}


def _fields(state: Any, *without: str) -> dict[str, Any]:
    return {each.name: getattr(state, each.name) for each in fields(state) if each.name not in without}
