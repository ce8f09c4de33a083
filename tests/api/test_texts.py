"""Nobody is refused with a bare code: each refusal of the product has its sentence in both languages."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from types import ModuleType

import api
import domain
import gis
import projections
from api.texts import catalogue
from domain.errors import DomainError
from domain.structure import group_checks
from gis.partition import report


def refusals(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for each in kind.__subclasses__():
        yield each
        yield from refusals(each)


def test_every_refusal_has_words():
    for package in (domain, gis, projections, api):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    shipped = {each.code for each in refusals() if "code" in vars(each) and not each.__module__.startswith("tests")}
    assert len(shipped) > 100
    assert sorted(shipped - catalogue().keys()) == []


def test_every_coded_value_of_a_record_has_words():
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        import_module(module.name)
    values = {value.value for kind in StrEnum.__subclasses__() if kind.__module__.startswith("domain.") for value in kind}
    assert len(values) > 200
    assert sorted(value for value in values if f"audit.value.{value}" not in catalogue()) == []


def test_every_reason_of_a_proposal_has_words():
    assert "grid.no_set_in_band" in said_by(report)
    assert sorted(said_by(report) - catalogue().keys()) == []


def test_every_check_of_a_building_group_has_words():
    assert "building_group.one_head" in said_by(group_checks)
    assert sorted(said_by(group_checks) - catalogue().keys()) == []


def said_by(module: ModuleType) -> set[str]:
    """The codes that a module names in its constants."""
    named = {value for name, value in vars(module).items() if name.isupper() and isinstance(value, str)}
    return {value for value in named if "." in value}
