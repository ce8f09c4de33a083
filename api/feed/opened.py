"""The feed for a subscriber whose purpose needs what is personal: the blocks opened, every opening in the read log before it is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from api import personal, read_log
from api.context import Ctx
from api.feed import envelopes
from api.feed.reading import Row
from api.problems import RoleForbidden
from domain.values import Sealed, words_in


def told(ctx: Ctx, rows: Sequence[Row], purpose: str | None) -> list[bytes]:
    """One JSON text an event. purpose None: sealed blocks stay closed. Raises RoleForbidden, PurposeBlank, TooManyOpenings."""
    if purpose is None:
        return envelopes.told(ctx, rows)
    require(ctx, purpose)
    stored = [json.loads(envelopes.lifted(row)) for row in rows]
    boxes = {(box.subject, box.box): box for one in stored for box in _boxes(one.get("data"))}
    found = dict(zip(boxes, map(personal.content, ctx.vault.open_many(list(boxes.values()))), strict=True))
    read_log.note(ctx, {subject for subject, _ in boxes}, {name for content in found.values() for name in content}, purpose)
    shown = [one | {"data": _shown(one["data"], found)} if "data" in one else one for one in stored]
    return [json.dumps(one, ensure_ascii=False).encode() for one in shown]


def require(ctx: Ctx, purpose: str | None) -> None:
    """Raises RoleForbidden for a role that opens nothing, PurposeBlank."""
    if purpose is None:
        return
    if ctx.actor.role not in personal.PERSONAL:
        raise RoleForbidden(needs=personal.PERSONAL)
    if not purpose.strip():
        raise read_log.PurposeBlank()


def _box(value: Any) -> Sealed | None:
    if isinstance(value, str):
        return words_in(value)
    return personal.sealed(value) if personal.is_box(value) else None


def _boxes(value: Any) -> Iterator[Sealed]:
    box = _box(value)
    if box is not None:
        yield box
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _boxes(part)


def _shown(value: Any, found: dict[tuple[str, str], dict[str, Any]]) -> Any:
    """Each block as its reference with what was in it, or the word that it is erased or restricted."""
    box = _box(value)
    if box is not None:
        content = found[box.subject, box.box]
        return {"sealed": box.subject} | (content if content in (personal.ERASED, personal.RESTRICTED) else {"opened": content})
    if isinstance(value, dict):
        return {name: _shown(part, found) for name, part in value.items()}
    return [_shown(part, found) for part in value] if isinstance(value, list) else value
