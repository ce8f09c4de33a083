"""What the database's append takes and gives: plain arrays, one entry an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain import schema
from domain.envelope import IdempotencyKeyReused, Meta, Position, Write


@dataclass(frozen=True, slots=True)
class Stored:
    """journal.append's answer."""

    position: Position
    positions: Sequence[Position]
    versions: dict[str, int]
    answer: dict[str, Any]
    actor: str
    body_hash: str
    replayed: bool


def arguments(writes: Sequence[Write], meta: Meta) -> dict[str, Any]:
    """journal.append's arguments: one array entry an event."""
    placed = [(write, write.expected + n, body) for write in writes for n, body in enumerate(write.events, 1)]
    expected: dict[str, int] = {}
    for write in writes:  # a second write continues the first: only the first says what must stand before the command
        expected.setdefault(write.stream, write.expected)
    return {
        "streams": [write.stream for write, _, _ in placed],
        "versions": [version for _, version, _ in placed],
        "names": [body.NAME for _, _, body in placed],
        "event_versions": [body.VERSION for _, _, body in placed],
        "payloads": [schema.dump(body) for _, _, body in placed],
        "effective": [write.effective_at or meta.effective_at for write, _, _ in placed],
        "expected_streams": list(expected),
        "expected_versions": list(expected.values()),
        "actor": meta.actor,
        "role": meta.role,
        "policy": meta.policy,
        "correlation": meta.correlation,
        "causation": meta.causation,
        "key": meta.key,
        "reason": meta.reason,
        "document": meta.document,
    }


NO_ENVELOPE = {
    "expected_streams": [],
    "expected_versions": [],
    "actor": "",
    "role": "",
    "policy": None,
    "correlation": "",
    "causation": None,
    "key": None,
    "reason": "",
    "document": "",
    "body_hash": "",
    "new_versions": "{}",
    "answer": "{}",
    "told_at": None,
}


def topic(name: str, version: int) -> str:
    return name if version == 1 else f"{name}@{version}"


def name_and_version(stored_topic: str) -> tuple[str, int]:
    name, _, version = stored_topic.rpartition("@")
    return (name, int(version)) if name and version.isdigit() else (stored_topic, 1)


def require_same_command(stored: Stored, body_hash: str, actor: str) -> None:
    if (stored.body_hash, stored.actor) != (body_hash, actor):
        raise IdempotencyKeyReused()
