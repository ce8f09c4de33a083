"""A register as people read it: its lines with their fields side by side, as JSON, CSV or XLSX with the dictionary of its columns."""

from __future__ import annotations

from typing import Any

from api import personal
from api.context import CHINA, Actor, Ctx
from api.ledgers import Generated
from api.problems import RoleForbidden
from api.texts import catalogue, text
from domain.errors import Unknown
from projections import registers
from projections.register_rows import Register
from projections.statements import Row

HELD = ("holds_from", "holds_until", "document")


class RegisterUnknown(Unknown):
    """Facts: known."""

    code = "register.unknown"


def register_of(name: str, *, public: bool = False) -> Register:
    """public: one that residents read. Raises RegisterUnknown."""
    known = {one.name: one for one in registers.SHOWN if one.is_public or not public}
    if name not in known:
        raise RegisterUnknown(known=sorted(known))
    return known[name]


def require_reader(register: Register, actor: Actor) -> None:
    """Raises RoleForbidden where the register is not for this role."""
    if register.readers and actor.role not in register.readers:
        raise RoleForbidden(needs=register.readers)


def sheet(ctx: Ctx, register: Register, lines: list[Row], through: int) -> Generated:
    """Sealed blocks and codes of the product stay out: a sheet shows the register's columns and the days they held."""
    made = [shown(register, one) for one in lines]
    clause = next((one["clause"] for one in reversed(made) if one.get("clause")), "")
    columns = tuple(f"register.{column}" for column in (*register.columns, *HELD))
    cells = [{f"register.{column}": word(cell) for column, cell in one.items()} for one in made]
    return Generated(register.name, title(register), columns, cells, False, ctx.now.astimezone(CHINA), through, clause)


def word(cell: Any) -> Any:
    """What a code of the product is called on paper; anything else as it is."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    code = f"register.word.{cell}"
    return text(code) if isinstance(cell, str) and code in catalogue() else cell


def shown(register: Register, line: Row) -> dict[str, Any]:
    """The columns of a line that everybody who may see the register sees."""
    return {column: _plain(line, column) for column in (*register.columns, *HELD)}


def told(ctx: Ctx, line: Row, purpose: str | None) -> dict[str, Any]:
    """A line with its fields beside it. Sealed blocks are left out; for a purpose, which is written down, they are opened.

    Raises RoleForbidden.
    """
    if purpose is not None and ctx.actor.role not in personal.PERSONAL:
        raise RoleForbidden(needs=personal.PERSONAL)
    fields, held = line["told"], {name: line[name] for name in ("line", "owner", *HELD)}
    shown = personal.without_boxes(fields) | held
    if purpose is not None:
        for box in (value for value in fields.values() if personal.is_box(value)):
            shown |= personal.read(ctx, box, purpose)
    return shown


def title(register: Register) -> str:
    return text(f"register.title.{register.name}")


def listed() -> list[dict[str, Any]]:
    return [
        {"register": one.name, "title": title(one), "title_en": text(f"register.title.{one.name}", "en"), "is_public": one.is_public}
        for one in registers.SHOWN
    ]


def _plain(line: Row, column: str) -> Any:
    """A list is told as its parts, side by side."""
    value = line[column] if column in HELD else line["told"].get(column)
    return "、".join(map(str, value)) if isinstance(value, list) else value
