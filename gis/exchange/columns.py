"""Which column means what: the names people use in Chinese and English files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from re import compile as pattern
from unicodedata import normalize

import numpy as np

from gis.exchange.layers import Column, as_text
from gis.exchange.words import words

_TAKEN_AS_KEY = {"shop", "office"}
"""OpenStreetMap keys whose presence says more than their value: shop=bakery is a shop."""
_NO_USE = {"yes", "no", "building", "multipolygon", "unclassified", "建筑", "建筑物", "房屋", "0", "1"}
_NUMBER = pattern(r"-?\d+(?:\.\d+)?")


class Roles:
    """Columns sorted into roles; each role reads row by row from its first column that has something to say."""

    def __init__(self, columns: Mapping[str, Column], households_field: str | None = None) -> None:
        plain = {_plain(name): name for name in columns}
        self.columns = columns
        aliases = words()["columns"]
        self.used: dict[str, list[str]] = {role: [plain[one] for one in aliases[role] if one in plain] for role in aliases}
        if households_field is not None:
            self.used["households"] = [households_field]

    def texts(self, role: str, rows: int) -> list[str]:
        """One text a row, "" where nothing is said."""
        texts = [""] * rows
        for name in reversed(self.used[role]):
            for index, value in enumerate(self.columns[name]):
                text = as_text(value)
                if text:
                    texts[index] = normalize("NFKC", text)
        return texts

    def uses(self, rows: int) -> list[str]:
        texts = [""] * rows
        for name in reversed(self.used["use"]):
            key = _plain(name)
            for index, value in enumerate(self.columns[name]):
                text = (as_text(value) or "").casefold()
                if text and text not in _NO_USE:
                    texts[index] = key if key in _TAKEN_AS_KEY else text
        return texts

    def numbers(self, role: str, rows: int) -> np.ndarray:
        """The first number in each text; NaN where there is none."""
        return np.array([first_number(text) for text in self.texts(role, rows)])

    def ignored(self, id_column: str | None) -> list[str]:
        used = {name for names in self.used.values() for name in names} | {id_column}
        return [name for name in self.columns if name not in used]

    def recognised(self) -> Iterator[str]:
        return (f"{role} = {', '.join(names)}" for role, names in self.used.items() if names)


def first_number(text: str) -> float:
    match = _NUMBER.search(text.replace(",", ""))
    return float(match[0]) if match else float("nan")


def _plain(name: str) -> str:
    text = normalize("NFKC", name).casefold().strip()
    return text.replace("_", "").replace(" ", "").replace("-", "")
