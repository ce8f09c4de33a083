"""Every refusal has a code of its own, and a sentence in Chinese and in English that says only what the rule saw."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from api import texts
from domain import duty, household, ticket, visit
from domain.errors import DomainError

DOMAIN = Path(household.__file__).parents[1]
REFUSALS = {
    error.__name__: error
    for module in (household, duty, ticket, visit, *(part for part in vars(ticket).values() if isinstance(part, ModuleType)))
    for error in vars(module).values()
    if isinstance(error, type) and issubclass(error, DomainError) and "code" in vars(error)
}
SOURCES = [path for name in ("household", "duty", "ticket", "visit") for path in (DOMAIN / name).glob("*.py")]


def _raised() -> Iterator[tuple[str, set[str]]]:
    """Each `raise Refusal(fact=…)` of these aggregates: the class and the facts it gives."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name):
                yield node.exc.func.id, {fact.arg for fact in node.exc.keywords if fact.arg}


RAISED = {name: facts for name, facts in _raised() if name in REFUSALS}


def test_codes_are_unique_and_every_refusal_is_raised():
    codes = [error.code for error in REFUSALS.values()]
    assert len(codes) == len(set(codes))
    assert set(RAISED) == set(REFUSALS)


@pytest.mark.parametrize("name", sorted(RAISED))
def test_the_sentence_is_there_in_both_languages_and_says_only_given_facts(name):
    entry = texts.catalogue()[REFUSALS[name].code]
    for language in ("zh", "en"):
        named = {field for _, field, _, _ in string.Formatter().parse(entry[language]) if field}
        assert named <= RAISED[name], f"{name}: {language} names facts that are not given"
