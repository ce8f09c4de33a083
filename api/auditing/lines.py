"""An event as an auditor reads it: true since, recorded when, what, by whom, why, and where in the journal it stands."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from api import personal, shown_events
from api.context import Ctx
from domain import schema
from domain.envelope import Unreadable
from domain.glossary import event_labels
from domain.journal import Position, Recorded

SHORT = 12
"""A longer list is told by its length: a cut of land has thousands of parts."""
COLUMNS = tuple(
    f"audit.{name}"
    for name in (
        *("at", "recorded_at", "late_days", "what", "actor", "role", "reason", "document", "policy"),
        *("told", "community", "position", "stream", "version", "cause"),
    )
)
Line = dict[str, Any]


def told(ctx: Ctx, positions: Collection[Position]) -> list[Line]:
    """In the order given, those that are shown to who asks."""
    found = {one.position: line(one) for one in shown_events.at(ctx, positions)}
    return [found[position] for position in positions if position in found]


def line(one: Recorded) -> Line:
    """late_days: whole days between the fact and its recording. cause: position of the event it follows from. command: shared by all
    events of one command. told: what the event says, sealed blocks left out."""
    meta = one.meta
    fields = fields_of(one)
    return {
        "at": meta.effective_at,
        "recorded_at": one.recorded_at,
        "late_days": max(0, (one.recorded_at - meta.effective_at).days),
        "what": labelled(one.name),
        "who": {"actor": meta.actor, "role": meta.role},
        "why": {
            "reason": personal.without_words(fields.get("reason") or meta.reason),
            "document": fields.get("document") or meta.document,
            "policy": meta.policy,
            "clause": fields.get("clause"),
        },
        "told": {name: briefly(value) for name, value in fields.items()},
        "position": one.position,
        "stream": one.stream,
        "version": one.version,
        "cause": meta.causation,
        "command": meta.correlation,
    }


def fields_of(one: Recorded) -> dict[str, Any]:
    """The fields of an event without its sealed blocks; of one that this release cannot read, nothing."""
    return {} if isinstance(one.body, Unreadable) else personal.without_boxes(json.loads(schema.dump(one.body)))


def labelled(name: str) -> dict[str, str]:
    label = event_labels().get(name)
    return {"name": name, "zh": label.zh if label else name, "en": label.en if label else name}


def briefly(value: Any) -> Any:
    if isinstance(value, list):
        return {"count": len(value)} if len(value) > SHORT else [briefly(each) for each in value]
    return {name: briefly(part) for name, part in value.items()} if isinstance(value, Mapping) else value


def on_paper(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Lines side by side, by COLUMNS."""
    return [{f"audit.{name}": cell for name, cell in _flat(one).items()} for one in lines]


def _flat(one: Line) -> dict[str, Any]:
    words = {"what": one["what"]["zh"], "told": json.dumps(one["told"], ensure_ascii=False)}
    return one | one["who"] | one["why"] | words


def placed(lines: Iterable[Line], communities: Mapping[Position, str | None]) -> list[Line]:
    """Each with the community whose register it stands in."""
    return [one | {"community": communities.get(one["position"])} for one in lines]
