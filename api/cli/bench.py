"""`minqing bench`: the measurements of tests/bench, each against a named peer in the same run."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated

import typer

from api.settings import REPOSITORY

PARTS = ("journal", "projections", "partition", "editing", "sheet", "tiles", "walled", "panning", "enactment", "proofs", "feed", "district")


def bench(
    parts: Annotated[list[str] | None, typer.Argument(help=" | ".join(PARTS))] = None,
) -> None:
    """测量并写入 tests/bench/RESULTS.md / measure, and write tests/bench/RESULTS.md."""
    sys.path.insert(0, str(REPOSITORY))
    for part in parts or PARTS:
        import_module(f"tests.bench.{part}").main()
