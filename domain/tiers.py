"""The tiers (市、区、街道、社区) that stand above a community, as its policy profile has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.policy import PolicyProfile


class TierLevel(StrEnum):
    CITY = "city"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Tier:
    """One level above or at the community, with its local title (区, 街道, 社区…), its name and its division code.

    name is empty where the community was registered without the names of those above it.
    """

    level: TierLevel
    title: str
    name: str
    code: str


# A city's code has 4 digits above districts, 6 where it has none (a county-level city).
_WIDTHS = {TierLevel.CITY: (4, 6), TierLevel.DISTRICT: (6,), TierLevel.SUBDISTRICT: (9,), TierLevel.COMMUNITY: (12,)}


def tiers_of(profile: PolicyProfile, code: str, name: str, names: Mapping[TierLevel, str] | None = None) -> tuple[Tier, ...]:
    """The profile's tiers for a community's 12-digit code and name; `names` of the upper levels where they are known."""
    known = {**(names or {}), TierLevel.COMMUNITY: name}
    levels = [(TierLevel(tier.level), tier.title) for tier in profile.tiers]
    has_districts = any(level is TierLevel.DISTRICT for level, _ in levels)
    widths = {level: options[0 if has_districts else -1] for level, options in _WIDTHS.items()}
    return tuple(Tier(level, title, known.get(level, ""), code[: widths[level]]) for level, title in levels)


def fits(tiers: tuple[Tier, ...], profile: PolicyProfile, code: str) -> bool:
    """Whether these are the profile's levels and titles, from the top down, and every tier's code contains the community's."""
    wanted = [(tier.level, tier.title) for tier in profile.tiers]
    return [(tier.level.value, tier.title) for tier in tiers] == wanted and all(_contains(tier, code) for tier in tiers)


def _contains(tier: Tier, code: str) -> bool:
    """A tier's code, with or without its trailing zeros (321100, 321111001000), is the beginning of the community's."""
    given = tier.code
    return given.isdecimal() and any(
        len(given) >= width and code.startswith(given[:width]) and not given[width:].strip("0") for width in _WIDTHS[tier.level]
    )
