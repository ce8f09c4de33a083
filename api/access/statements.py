"""The SQL of the door, a file each."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def sql(name: str) -> str:
    return resources.files("api.access").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
