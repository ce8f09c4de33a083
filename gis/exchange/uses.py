"""What a building is used for, as far as households depend on it."""

from __future__ import annotations

from enum import StrEnum

from gis.exchange.words import words


class Use(StrEnum):
    HOME = "home"
    """Said to be residential."""
    MIXED = "mixed"
    """Homes above shops, 商住."""
    OTHER = "other"
    """Nobody lives there."""
    UNSAID = "unsaid"


def use_of(text: str) -> Use:
    """text: casefolded value of the source. A mixed word wins over a plain one; home and other together are mixed."""
    found = {use for use in (Use.HOME, Use.MIXED, Use.OTHER) if _says(text, use)}
    if Use.MIXED in found or {Use.HOME, Use.OTHER} <= _exact(text):
        return Use.MIXED
    return next((use for use in (Use.HOME, Use.OTHER) if use in found), Use.UNSAID)


def use_of_name(name: str) -> Use:
    """A Chinese building name often tells what nobody wrote in a column: 第三中学教学楼, 菜市场."""
    for use in (Use.HOME, Use.OTHER):
        if name.endswith(tuple(words()["name_ends"][use.value])):
            return use
    return Use.UNSAID


def _says(text: str, use: Use) -> bool:
    return use in _exact(text) or any(word in text for word in words()["uses"][use.value]["zh"])


def _exact(text: str) -> set[Use]:
    parts = {part.strip() for part in text.split(";")} | {text}
    return {use for use in (Use.HOME, Use.MIXED, Use.OTHER) if parts & set(words()["uses"][use.value]["words"])}
