"""Who and what passes from one grid to another: households, people, open tickets, visits due, open needs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import reduce
from typing import Any

from api.context import CHINA
from api.difference.ground import Between
from domain.plan_succession import Held
from projections import care, grids, household_history, ticket_board, visit_log
from projections.moments import start_of_day
from projections.statements import Row

COUNTED = ("buildings", "households", "registered", "people", "tickets", "visits_due", "never_visited", "needs", "opinions")
"""households: as the plans count them; registered: of these, those with a file."""


def passing(seen: Between) -> list[Row]:
    """One line for each pair of grids that anything passes between, by code.

    longest_unvisited_days: of the households that pass, the one that waits longest. land_m2: None where the land was cut anew.
    """
    counted: defaultdict[Held, Counter[str]] = defaultdict(Counter)
    for part in (_homes(seen), _tickets(seen), _needs(seen), _land(seen)):
        for held, counts in part:
            counted[held].update(counts)
    longest = _visits(seen, counted)
    order = sorted(counted, key=lambda held: tuple((seen.grid(grid) or {}).get("code") or "" for grid in held))
    return [_line(seen, held, counted[held], longest.get(held)) for held in order]


def total(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    return {name: sum(line[name] for line in lines) for name in COUNTED}


def due_since(seen: Between) -> datetime | None:
    """Beginning of the visit round that runs; None: no round runs, and a visit is due where none was ever made."""
    running = [
        each
        for each in visit_log.rounds(seen.connection, seen.community)
        if each["closed_on"] is None and start_of_day(each["starts_on"]) <= seen.at
    ]
    return start_of_day(running[-1]["starts_on"]) if running else None


def _line(seen: Between, held: Held, counts: Counter[str], longest: datetime | None) -> Row:
    days = None if longest is None else (seen.at.astimezone(CHINA).date() - longest.astimezone(CHINA).date()).days
    places = seen.named("from", held[0]) | seen.named("to", held[1])
    land = round(counts["land_m2"], 1) if seen.floor is not None else None
    return places | {name: counts[name] for name in COUNTED} | {"longest_unvisited_days": days, "land_m2": land}


def _homes(seen: Between) -> Iterable[tuple[Held, dict[str, int]]]:
    for building, held in seen.moved.items():
        homes = seen.homes[building]
        yield (
            held,
            {"buildings": 1, "households": homes.households, "registered": homes.registered, "people": homes.people},
        )


def _tickets(seen: Between) -> Iterable[tuple[Held, dict[str, int]]]:
    """Open tickets follow their building or place, as they do when a plan is enacted."""
    tickets = ticket_board.open_tickets(seen.connection, seen.community, seen.at)
    places = [(each["building"], each["lon"], each["lat"]) for each in tickets]
    return ((held, {"tickets": 1}) for held in seen.held_at(places) if seen.changes_hands(held))


def _needs(seen: Between) -> Iterable[tuple[Held, dict[str, int]]]:
    for each in care.needs_by_building(seen.connection, seen.community, at=seen.at):
        if each["building"] in seen.moved:
            yield seen.moved[each["building"]], {"needs" if each["kind"] == "need" else "opinions": each["needs"]}


def _land(seen: Between) -> Iterable[tuple[Held, dict[str, float]]]:
    if seen.floor is not None:
        areas = grids.atom_areas(seen.connection, seen.floor)
        yield from ((held, {"land_m2": areas[atom]}) for atom, held in seen.atoms.items() if seen.changes_hands(held))


def _visits(seen: Between, counted: defaultdict[Held, Counter[str]]) -> dict[Held, datetime]:
    """Adds what is due; answers with the visit (or the day of moving in) that lies back longest."""
    since: defaultdict[Held, list[datetime]] = defaultdict(list)
    for each in household_history.awaiting(seen.connection, seen.community, seen.at, due_since(seen)):
        if (held := seen.moved.get(each["building"])) is not None:
            counted[held].update({"visits_due": each["due"], "never_visited": each["never_visited"]})
            since[held].append(each["longest_since"])
    return {held: reduce(min, days) for held, days in since.items()}
