"""The glossary speaks of what is really there, and of all of it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import fields
from typing import Any

import pytest

import domain
from domain import catalogue, schema
from domain.glossary import Term, event_labels, terms

BANNED = {"manager", "handler", "service", "helper", "util", "info", "data", "process", "item"}


def look_up(name: str) -> Any:
    """The module, class, function, field or member behind a dotted name. Raises AttributeError, ImportError."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part)
        return found
    raise ImportError(name)


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.zh)
def test_every_name_of_a_term_exists(term: Term):
    for name in term.names:
        assert look_up(name) is not None


def test_a_name_that_is_not_there_would_be_noticed():
    for name in ("domain.ids.GridNumber", "domain.grid_manager", "domain.ticket.Reported.second_responder"):
        with pytest.raises((AttributeError, ImportError)):
            look_up(name)


def test_every_stored_event_has_a_label_and_every_label_an_event():
    assert catalogue.STORED
    stored = {name for (name, _), event in schema.registered().items() if event.__module__.startswith("domain.")}
    assert stored == set(event_labels())


def test_every_aggregate_is_a_term():
    named = {name for term in terms() for name in term.names}
    assert {f"domain.{aggregate.__name__.split('.')[1]}" for aggregate in catalogue.STORED} - named == set()


def test_terms_are_whole_and_bilingual():
    for term in terms():
        assert re.search(r"[\u4e00-\u9fff]", term.zh)
        assert re.search("[a-z]", term.en)
        assert re.fullmatch(r"[a-z][a-z_]*", term.word)
    assert len({(term.zh, term.en) for term in terms()}) == len(terms())
    assert all(label.zh and label.en for label in event_labels().values())


def test_banned_words_are_not_used():
    modules = {module.name for module in pkgutil.walk_packages(domain.__path__, "domain.")}
    spoken = {term.word for term in terms()} | {name for term in terms() for name in term.names} | modules
    spoken |= {field.name for event in schema.registered().values() for field in fields(event)}
    words = {word.lower().removesuffix("s") for name in spoken for word in re.findall(r"[A-Z]?[a-z]+", name)}
    assert words & {word.removesuffix("s") for word in BANNED} == set()


def test_the_word_event_is_for_the_journal_alone():
    assert [term.zh for term in terms() if re.search(r"\bevent", f"{term.en} {term.word}")] == []
