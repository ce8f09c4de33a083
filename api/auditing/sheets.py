"""What a question is answered with: lines as JSON, or as a sheet for paper and spreadsheets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from api import ledgers
from api.context import CHINA, Ctx
from api.ledgers import Generated
from api.texts import catalogue, text


@dataclass(frozen=True)
class Told:
    """question: stable code. lines: as JSON tells them. cells: the same by `columns`. following: `after` of the next page; None: no more.
    more: what else the answer says."""

    question: str
    lines: list[dict[str, Any]]
    columns: tuple[str, ...]
    cells: list[dict[str, Any]]
    following: int | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"question": self.question} | self.more | {"lines": self.lines, "next": self.following}


def title(question: str) -> str:
    return text(f"audit.title.{question}")


def sheet(ctx: Ctx, told: Told) -> Generated:
    """Times of China; no cell is a formula, no sealed block is opened."""
    cells = [{name: _local(cell) for name, cell in row.items()} for row in told.cells]
    at = ctx.now.astimezone(CHINA)
    return Generated(told.question, title(told.question), told.columns, cells, True, at, ctx.journal.head(), "")


def as_csv(ctx: Ctx, told: Told) -> bytes:
    return ledgers.as_file(sheet(ctx, told), "csv")


def field_words(path: str) -> str:
    """What a field is called on paper; ids and codes on the way to it as they are."""
    known = catalogue()
    return " ".join(text(f"audit.field.{part}") if f"audit.field.{part}" in known else part for part in path.split("."))


def words(value: Any) -> Any:
    """A list as its parts side by side."""
    return "、".join(map(str, value)) if isinstance(value, list) else value


def _local(cell: Any) -> Any:
    return cell.astimezone(CHINA) if hasattr(cell, "astimezone") else cell
