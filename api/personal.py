"""Personal content on its way to a reader: masked by default, opened for a purpose, each opening written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api import read_log
from api.context import Ctx
from api.problems import RoleForbidden
from api.vault import Erased, Lost, Restricted
from domain.values import Sealed, words_in
from projections.responsibility import Answer, Named, as_dict

ERASED, RESTRICTED, LOST = {"erased": True}, {"restricted": True}, {"lost": True}
WORDS = "密存"
"""Stands where a reason was given that is opened for a purpose alone."""
PERSONAL = ("desk", "auditor", "warden")
"""Roles that may open personal data, each time with a purpose that is written down."""


def sealed(box: Mapping[str, Any] | Sealed | None) -> Sealed | None:
    """A sealed block as a read model keeps it."""
    return box if box is None or isinstance(box, Sealed) else Sealed(box["subject"], box["key"], box["box"])


def without_boxes(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its sealed blocks left out, lists of members included."""
    return without_words({name: _stripped(value) for name, value in row.items() if not is_box(value) and name not in ("door", "head")})


def opened(ctx: Ctx, row: Mapping[str, Any], purpose: str | None) -> dict[str, Any]:
    """A household's row with door and members in words: full for a stated purpose, otherwise masked. Raises RoleForbidden."""
    if purpose is not None and ctx.actor.role not in PERSONAL:
        raise RoleForbidden(needs=PERSONAL)
    members = row["members"] or []
    boxes = [sealed(row["door"]), *(sealed(each["sealed"]) for each in members)]
    found = iter(ctx.vault.open_many([box for box in boxes if box is not None]))
    door, *people = [{} if box is None else content(next(found)) for box in boxes]
    if purpose is not None:
        subjects = [box.subject for box in boxes if box is not None]
        read_log.note(ctx, subjects, {*door, *(name for one in people for name in one)}, purpose)
    shown = [one if purpose is not None else masked(one) for one in people]
    listed = [{"person": each["person"], "relation": each["relation"]} | one for each, one in zip(members, shown, strict=True)]
    return without_boxes(row) | {"door": door if purpose is not None else {}, "members": listed, "masked": purpose is None}


def names_of(ctx: Ctx, wardens: Iterable[Named | None]) -> dict[str, dict[str, Any]]:
    """Name and office phone by warden: their duty makes them public (公布网格管理员姓名)."""
    known = {one.warden: sealed(one.sealed) for one in wardens if one is not None}
    found = ctx.vault.open_many([box for box in known.values() if box is not None])
    return {warden: {"warden": warden} | content(one) for warden, one in zip(known, found, strict=True)}


def answered(ctx: Ctx, answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """Answers of the responsibility view, ready for JSON, wardens by name."""
    names = names_of(ctx, (one for answer in answers for one in (answer.a, answer.b, answer.on_duty)))
    told = []
    for answer in answers:
        plain = as_dict(answer)
        for place in ("a", "b", "on_duty"):
            if plain[place] is not None:
                plain[place] = plain[place] | names[plain[place]["warden"]]
        told.append(plain)
    return told


def texts(ctx: Ctx, ticket: str, row: Mapping[str, Any], purpose: str) -> dict[str, Any]:
    """What was written on a ticket, and by whom it was reported. Raises RoleForbidden."""
    if ctx.actor.role not in PERSONAL:
        raise RoleForbidden(needs=PERSONAL)
    boxes = {name: box for name in ("text", "reporter") if (box := sealed(row[name])) is not None}
    read_log.note(ctx, [ticket], boxes, purpose)
    found = dict(zip(boxes, map(content, ctx.vault.open_many(list(boxes.values()))), strict=True))
    return {"text": found.get("text", {}).get("text"), "reporter": found.get("reporter")}


def read(ctx: Ctx, box: Mapping[str, Any] | Sealed, purpose: str) -> dict[str, Any]:
    """The content of one block, its opening written down first."""
    block = sealed(box)
    assert block is not None
    found = content(ctx.vault.open(block))
    read_log.note(ctx, [block.subject], found, purpose)
    return found


def masked(content: Mapping[str, Any]) -> dict[str, Any]:
    """张＊＊, first three and last two of a number, 138＊＊＊＊1234; health and needs not at all."""
    shown: dict[str, Any] = {}
    if name := content.get("name"):
        shown["name"] = name[0] + "＊" * max(1, len(name) - 1)
    if number := content.get("id_number"):
        shown["id_number"] = f"{number[:3]}{'＊' * (len(number) - 5)}{number[-2:]}" if len(number) > 5 else "＊" * len(number)
    if phone := content.get("phone"):
        shown["phone"] = f"{phone[:3]}＊＊＊＊{phone[-4:]}" if len(phone) >= 11 else "＊" * len(phone)
    shown |= {mark: True for mark in ("erased", "restricted", "lost") if content.get(mark)}
    return shown


def content(found: Mapping[str, Any] | Erased) -> dict[str, Any]:
    if isinstance(found, Erased):
        return dict(RESTRICTED if isinstance(found, Restricted) else LOST if isinstance(found, Lost) else ERASED)
    return dict(found)


def without_words(value: Any) -> Any:
    """Whatever is shown, its sealed reasons only as something that is there."""
    if isinstance(value, str):
        return value if words_in(value) is None else WORDS
    if isinstance(value, Mapping):
        return {name: without_words(part) for name, part in value.items()}
    return [without_words(each) for each in value] if isinstance(value, list) else value


def with_words(ctx: Ctx, lines: Sequence[Mapping[str, Any]], purpose: str | None) -> list[dict[str, Any]]:
    """The lines of a story with the reasons that were given: opened for a purpose, written down first. Raises RoleForbidden."""
    if purpose is None:
        return [without_words(line) for line in lines]
    if ctx.actor.role not in PERSONAL:
        raise RoleForbidden(needs=PERSONAL)
    boxes = {line["reason"]: box for line in lines if (box := words_in(line.get("reason") or "")) is not None}
    read_log.note(ctx, (box.subject for box in boxes.values()), ["reason"], purpose)
    found = dict(zip(boxes, map(content, ctx.vault.open_many(list(boxes.values()))), strict=True))
    return [
        without_words(dict(line) | {"reason": found[line["reason"]].get("text")} if line.get("reason") in found else line) for line in lines
    ]


def is_box(value: Any) -> bool:
    return isinstance(value, Mapping) and value.keys() == {"subject", "key", "box"}


def _stripped(value: Any) -> Any:
    if isinstance(value, list):
        return [_stripped(each) for each in value if not is_box(each)]
    if isinstance(value, Mapping):
        return {name: _stripped(part) for name, part in value.items() if not is_box(part)}
    return value
