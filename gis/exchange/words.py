"""Word lists of this package, read once from words.toml."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any


@cache
def words() -> dict[str, Any]:
    return loads(files("gis.exchange").joinpath("words.toml").read_text("utf-8"))
