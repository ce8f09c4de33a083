"""A profile says nothing in vain: every rule that stands in a regulation's file is read somewhere in the code."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from domain import policy

ROOT = Path(policy.__file__).parents[1]
POLICIES = ROOT / "domain" / "policies"
SOURCES = sorted(path for part in ("domain", "gis", "projections", "api") for path in (ROOT / part).rglob("*.py"))
DOTTED = re.compile(r"[a-z_]+\.[a-z0-9_]+")
GOES_ON = ".+"


def _patterns() -> set[str]:
    """Every word of the code that could be a rule's key; where it is put together, whatever stands in its gaps."""
    found: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {re.escape(node.value)} if DOTTED.fullmatch(node.value) else set()
            elif isinstance(node, ast.JoinedStr):
                found.add("".join(re.escape(part.value) if isinstance(part, ast.Constant) else GOES_ON for part in node.values))
    return {one for one in found if one.replace(GOES_ON, "").strip("\\.")} - {GOES_ON}


@cache
def read() -> re.Pattern[str]:
    """Put together once the first test asks: every worker imports this file, one of them runs it."""
    return re.compile("|".join(f"(?:{one})" for one in sorted(_patterns()) if re.match(r"[a-z_]+\\\.", one)))


REPORTED = "reference."
"""Figures that a regulation reports of its own district are told as they stand, whatever they are called (api.books.pay)."""


def _rules(name: str) -> set[str]:
    return set(tomllib.loads((POLICIES / f"{name}.toml").read_text(encoding="utf-8")).get("rules", {}))


@pytest.mark.parametrize("name", [*policy.PolicyProfile.names(), "defaults"])
def test_every_rule_of_a_profile_is_read_somewhere(name: str):
    assert [key for key in sorted(_rules(name)) if not key.startswith(REPORTED) and not read().fullmatch(key)] == []


def test_a_rule_that_nobody_reads_would_be_found():
    assert read().fullmatch("grid.tolerance") and read().fullmatch("hours.noon")
    assert not read().fullmatch("grid.tolerances") and not read().fullmatch("nobody.reads_it")
