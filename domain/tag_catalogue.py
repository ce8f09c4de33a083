"""The tags there are, and the categories there are not. A tag serves a purpose; the purpose says who may read it.

Nothing outside the catalogue can be put on a person, and the catalogue itself refuses a tag of a forbidden category when it is read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from domain.errors import Forbidden, Invalid


class TagForbidden(Forbidden):
    """Belief, ethnicity, petitioning, politics and the like are not recorded of anybody. Facts: category."""

    code = "tag.category_forbidden"


class TagNotInCatalogue(Invalid):
    """Facts: known."""

    code = "tag.not_in_catalogue"


@dataclass(frozen=True, slots=True)
class TagKind:
    """readers: roles that the purpose names. days: how long such a tag may stand at the most."""

    key: str
    zh: str
    en: str
    purpose: str
    basis: str
    readers: frozenset[str]
    days: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    kinds: Mapping[str, TagKind]
    forbidden: Mapping[str, frozenset[str]]

    def kind(self, asked: str) -> TagKind:
        """By key or Chinese title. Raises TagForbidden, TagNotInCatalogue; neither repeats what was asked for."""
        plain = asked.strip().casefold()
        self.require_permitted(plain)
        for one in self.kinds.values():
            if plain in (one.key, one.zh):
                return one
        raise TagNotInCatalogue(known=sorted(self.kinds))

    def require_permitted(self, text: str) -> None:
        for category, words in self.forbidden.items():
            if any(word in text for word in words):
                raise TagForbidden(category=category)


def read(table: Mapping[str, Any]) -> Catalogue:
    """Raises TagForbidden for a catalogue that holds a tag of a forbidden category, KeyError for one that leaves something out."""
    forbidden = {name: frozenset(one["words"]) for name, one in table["forbidden"].items()}
    kinds = {
        key: TagKind(key, one["zh"], one["en"], one["purpose"], one["basis"], frozenset(one["readers"]), one["days"])
        for key, one in table["tags"].items()
    }
    catalogue = Catalogue(kinds, forbidden)
    for one in kinds.values():
        for text in (one.key, one.zh, one.en.casefold(), one.purpose):
            catalogue.require_permitted(text)
    return catalogue


@cache
def shipped() -> Catalogue:
    return read(tomllib.loads(resources.files("domain").joinpath("tags.toml").read_text("utf-8")))
