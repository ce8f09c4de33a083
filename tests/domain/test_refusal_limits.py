"""Who is refused by the regulation reads what was found, what is allowed, and the clause that says so."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import domain
from domain.errors import DomainError, PolicyRefused

ROOT = Path(inspect.getfile(domain)).parent
SAID = {"value", "limit", "clause"}


def _classes(above: type[DomainError]) -> Iterator[type[DomainError]]:
    for one in above.__subclasses__():
        yield one
        yield from _classes(one)


def _known() -> dict[tuple[str, str], type[DomainError]]:
    """By the file that defines or imports them, and their name there."""
    modules = [importlib.import_module(found.name) for found in pkgutil.walk_packages(domain.__path__, "domain.")]
    refusals = set(_classes(DomainError))
    return {
        (inspect.getfile(module), name): kind
        for module in modules
        for name, kind in vars(module).items()
        if isinstance(kind, type) and kind in refusals
    }


KNOWN = _known()


def _raised() -> Iterator[tuple[str, type[DomainError], frozenset[str]]]:
    """Every refusal raised in the domain, where, and the facts it gives."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            call = node.exc if isinstance(node, ast.Raise) else None
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and (kind := KNOWN.get((str(path), call.func.id))):
                facts = frozenset(fact.arg for fact in call.keywords if fact.arg)
                yield f"{path.relative_to(ROOT)}:{node.lineno} {call.func.id}", kind, facts


RAISED = tuple(_raised())
QUOTING = frozenset(kind for _, kind, facts in RAISED if "clause" in facts or issubclass(kind, PolicyRefused))
"""The refusals by the regulation: those that quote a clause anywhere, and every one that is of its kind."""


@pytest.mark.parametrize("kind", sorted(QUOTING, key=lambda kind: kind.code), ids=lambda kind: kind.code)
def test_a_refusal_by_the_regulation_says_value_limit_and_clause(kind: type[DomainError]) -> None:
    silent = [f"{where}: {sorted(SAID - facts)}" for where, raised, facts in RAISED if raised is kind and not facts >= SAID]
    assert silent == []


def test_every_refusal_of_the_domain_has_a_code_of_its_own() -> None:
    raised = {kind for _, kind, _ in RAISED}
    codes = [kind.code for kind in raised]
    assert all("code" in vars(kind) for kind in raised)
    assert len(codes) == len(set(codes))
    assert len(QUOTING) > 40
