"""What README says of standards is true as far as tests can tell: each row names tests that exist, or says why there is none."""

from __future__ import annotations

import ast
from functools import cache
from typing import Any

import pytest

from tests.standards.table import GROUPS, README, VERDICTS, put, rows

ROOT = README.parent
ROWS = [pytest.param(entry, id=f"{group} {entry['item']} {entry['words']}") for group, entries in rows().items() for entry in entries]


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


@pytest.mark.parametrize("entry", ROWS)
def test_every_row_is_shown_by_tests_that_exist_or_says_why_not(entry: dict[str, Any]) -> None:
    verdict, shown = entry.get("verdict", "met"), entry.get("shown", [])
    assert entry.keys() <= {"item", "words", "how", "verdict", "why", "shown"}
    assert verdict in VERDICTS
    assert bool(entry.get("why")) == (verdict != "met"), "a reason wherever something is missing, and there alone"
    assert (shown and entry.get("how")) or verdict in ("not met", "none here", "deployer's")
    for name in shown:
        path, _, test = name.partition("::")
        assert test in functions_of(path), name


def test_no_item_is_told_twice() -> None:
    assert rows().keys() == GROUPS.keys()
    named = [(entry["item"], entry["words"]) for entries in rows().values() for entry in entries]
    assert len(named) == len(set(named)) > 50


def test_readme_holds_the_table_as_it_is() -> None:
    readme = README.read_text(encoding="utf-8")
    assert put(readme) == readme, "python -m tests.standards.table"
