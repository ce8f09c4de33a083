"""What the reader says about single rows and about the file: a code, both languages, and the facts behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any


@dataclass(frozen=True, slots=True)
class Remark:
    """row: 1-based place in the source, 0 for the file as a whole. source_id: the source's own id, where it has one."""

    row: int
    source_id: str | None
    code: str
    zh: str
    en: str
    facts: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        named = {"row": self.row, "source_id": self.source_id, "code": self.code, "zh": self.zh, "en": self.en}
        return named | ({"facts": self.facts} if self.facts else {})


@cache
def texts() -> dict[str, dict[str, str]]:
    """Every code of this package -> {"zh": …, "en": …}, file refusals (`exchange.…`) included."""
    table = loads(files("gis.exchange").joinpath("texts.toml").read_text("utf-8"))
    return {code: words for code, words in table.items()}


def remark(code: str, row: int = 0, source_id: str | None = None, **facts: Any) -> Remark:
    words = texts()[code]
    return Remark(row, source_id, code, words["zh"].format(**facts), words["en"].format(**facts), facts)


def tally(remarks: Iterable[Remark]) -> dict[str, int]:
    """Code -> how many, most frequent first."""
    return dict(Counter(one.code for one in remarks).most_common())
