"""六清: for each grid and each of the six, whether it is clear by the profile's definition, and what is missing, to be made good."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from psycopg import Connection

from api.commands.evidence import EVERYTHING
from api.texts import text
from domain import six_clear
from domain.policy import PolicyProfile
from domain.policy_clear import Clear
from domain.six_clear import Missing
from projections import grids, lineage
from projections import six_clear as registers
from projections.six_clear import Question, Section
from projections.statements import Row

VIEWS = ("six_clear", "grids", lineage.NAME)


def report(
    connection: Connection[Any], community: str, profile: PolicyProfile, on: date, only: Collection[str] | None = None
) -> dict[str, Any]:
    """definitions: in the profile's words with their clause. grids: by code; only: those alone."""
    kept = lineage.holding(connection, community, on)
    addresses = _addresses(connection, kept, on)
    found = [one for one in registers.sections(connection, kept, on) if only is None or one.grid in only]
    told = [
        {"grid": one.grid, "code": one.code, "name": one.name, "clear": [_clear(each, one, addresses, on) for each in _six(profile)]}
        for one in found
    ]
    return {"on": on, "definitions": [_definition(one) for one in _six(profile)], "grids": told}


def lines(connection: Connection[Any], community: str, profile: PolicyProfile, on: date, only: Collection[str] | None = None) -> list[Row]:
    """The same for a sheet: a line for each thing missing, and one for each of the six that is clear."""
    told = report(connection, community, profile, on, only)
    definitions = {one["key"]: one for one in told["definitions"]}
    rows = []
    for grid in told["grids"]:
        for one in grid["clear"]:
            known = definitions[one["key"]]
            head = {"grid": grid["code"], "grid_name": grid["name"], "clear": known["title"], "definition": known["definition"]}
            head |= {"clause": known["clause"], "is_clear": _yes(one["is_clear"])}
            rows += [head | _line(each) for each in one["missing"]] or [head]
    return rows


def counts(
    connection: Connection[Any], kept: Mapping[str, Collection[str]], profiles: Mapping[str, PolicyProfile], on: date
) -> dict[str, list[Row]]:
    """How much is missing, as `report` names it: of each community its grids by code, `missing` with a number for each of its six.

    kept: communities whose registers each keeps. The server counts, for all communities at once that have the same definitions.
    """
    keeper = {register: one for one, held in kept.items() for register in held}
    found: Counter[tuple[str, str, Question]] = Counter()
    for questions, askers in _asked(profiles).items():
        for row in registers.lacking(connection, questions, [register for one in askers for register in kept[one]], on):
            found[keeper[row["community"]], row["grid"], row["question"]] += row["missing"]
    told: dict[str, list[Row]] = {one: [] for one in kept}
    six = {one: _questions(profile) for one, profile in profiles.items()}
    for grid in registers.grids_in_force(connection, sorted(keeper), on):
        one = keeper[grid["community"]]
        missing = {key: sum(found[one, grid["grid"], question] for question in asked) for key, asked in six[one].items()}
        told[one].append(grid | {"missing": missing})
    return told


def _questions(profile: PolicyProfile) -> Mapping[str, Collection[Question]]:
    """What is asked for each of the six."""
    return {clear.key: [Question.of(clear, gap) for gap in clear.gaps] for clear in _six(profile)}


def _asked(profiles: Mapping[str, PolicyProfile]) -> Mapping[frozenset[Question], list[str]]:
    """Which communities ask the same."""
    told: defaultdict[frozenset[Question], list[str]] = defaultdict(list)
    for one, profile in profiles.items():
        told[frozenset(question for asked in _questions(profile).values() for question in asked)].append(one)
    return told


def _six(profile: PolicyProfile) -> Collection[Clear]:
    return profile.six_clear.values()


def _definition(one: Clear) -> dict[str, Any]:
    known = {"key": one.key, "title": one.title, "english": one.english, "definition": one.definition, "gaps": one.gaps}
    source = {"clause": one.source.clause, "quote": one.source.quote, "note": one.source.note, "is_default": one.source.is_default}
    return known | {"within_days": one.within_days, "times": one.times, "purposes": one.purposes} | source


def _clear(clear: Clear, section: Section, addresses: Mapping[str, str], on: date) -> dict[str, Any]:
    found = six_clear.missing(clear, section.facts, on)
    buildings = {one.household: one.building for one in section.facts.homes}
    return {"key": clear.key, "is_clear": not found, "missing": [_told(one, buildings, addresses) for one in found]}


def _told(one: Missing, buildings: Mapping[str, str], addresses: Mapping[str, str]) -> dict[str, Any]:
    building = one.building or (buildings.get(one.household) if one.household else None)
    return asdict(one) | {"building": building, "address": building and addresses.get(building), "told": text(f"gap.{one.gap}")}


def _line(one: Mapping[str, Any]) -> Row:
    known = {key: one[key] for key in ("address", "household", "matter", "category", "number")}
    return known | {"missing": one["told"], "stands_since": one["since"]}


def _addresses(connection: Connection[Any], community: str, on: date) -> dict[str, str]:
    return {one["building"]: one["address"] or one["name"] for one in grids.buildings(connection, community, as_of=on, limit=EVERYTHING)}


def _yes(answer: bool) -> str:
    return text("gap.yes" if answer else "gap.no")
