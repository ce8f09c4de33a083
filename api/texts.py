"""The texts people read, Chinese and English, keyed by stable code. One folder of TOML files feeds problems, tables and pages."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from gis.exchange import report


class _Lenient(string.Formatter):
    """Leaves a fact that is missing as an ellipsis: a text for people must never raise."""

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        value = kwargs.get(str(key))
        return "…" if value is None else value

    def get_field(self, field_name: str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        try:
            return super().get_field(field_name, args, kwargs)
        except (AttributeError, KeyError, IndexError):
            return "…", field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, dict):
            value = [f"{name} {part}" for name, part in value.items()]
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(super().format_field(value, format_spec))


_FORMAT = _Lenient()


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Code -> {"zh", "en"} of every file in texts.d. Raises ValueError when two files give the same code."""
    texts: dict[str, Mapping[str, str]] = {}
    for file in sorted(resources.files("api").joinpath("texts.d").iterdir(), key=lambda each: each.name):
        for code, entry in _flat(tomllib.loads(file.read_text(encoding="utf-8"))):
            if code in texts:
                raise ValueError(f"the text {code} stands twice; the second time in {file.name}")
            texts[code] = entry
    return report.texts() | texts


def text(code: str, language: str = "zh", **facts: Any) -> str:
    """The sentence for a code, its {facts} filled in; the code itself where nobody wrote a text."""
    entry = catalogue().get(code)
    return code if entry is None else _FORMAT.vformat(entry[language], (), facts)


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Mapping[str, str]]]:
    found = []
    for key, value in table.items():
        code = f"{prefix}{key}"
        found += [(code, value)] if isinstance(value.get("zh"), str) else _flat(value, f"{code}.")
    return found
