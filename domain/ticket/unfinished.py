"""What was begun on a ticket and keeps it from being closed."""

from __future__ import annotations

from collections.abc import Sequence

from domain.schema import Event
from domain.ticket import approval, emergency, links, proxy


def unfinished(told: Sequence[Event], open_parts: int) -> tuple[str, ...]:
    """Keys, in a fixed order. told: the ticket's whole story; open_parts: evidence, how many of its parts are not closed."""
    urgent = emergency.fold(told)
    running = {
        "proxy": proxy.fold(told).opened is not None,
        "approval": approval.fold(told).forwarded is not None,
        "superior": urgent.is_declared and not urgent.is_notified,
        "joint_action": links.fold(told).joint is not None,
        "parts": open_parts > 0,
    }
    return tuple(key for key, runs in running.items() if runs)
