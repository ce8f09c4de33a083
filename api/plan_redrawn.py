"""What steps of a drawing changed, for a page that has the rest of the plan already: what passed between grids, and the rows, shapes and
checks of the grids concerned."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Mapping
from itertools import chain
from typing import Any

from psycopg import Connection

from api.context import Office
from api.plan_history import own_steps, standing, steps
from api.plan_report import plan_report
from domain import grid_plan
from domain.grid_plan import State, assignment
from domain.ids import GridId
from projections import grid_map, grids
from projections.grid_map import Sight
from projections.statements import Row


def redrawn(office: Office, plan: Row, seen: int, account: str) -> dict[str, Any]:
    """plan: as `grids.plan` gives it. seen: the version the page has; account: of whoever undoes and redoes.

    steps: how many were drawn in all.

    anew: the land was cut more finely since, so that nothing the page has of it holds, and nothing more is told. Otherwise moves (of each
    grid the atoms and buildings that came to it), gone (grids that ended), grids and shapes (rows of the report and GeoJSON features of
    those that changed) and rechecked (by code and grid: all checks of now; none: there is no such check any more).
    """
    recorded = office.journal.read(plan["plan"])
    now = standing(recorded)
    then = grid_plan.known(grid_plan.fold(each.body for each in recorded[:seen]))
    undo, redo = own_steps(recorded, now, account)
    told: dict[str, Any] = {"version": recorded[-1].version, "steps": len(steps(recorded)), "can_undo": undo, "can_redo": redo}
    told["anew"] = then.tessellation != now.tessellation
    if told["anew"]:
        return told
    with office.reading() as connection:
        return told | _moved(connection, then, now) | _shapes(office, connection, then, now) | _rows(plan, then, now)


def _moved(connection: Connection, then: State, now: State) -> dict[str, Any]:
    pairs = grid_plan.moved_atoms(*(assignment(state.grids.values()) for state in (then, now)))
    came: defaultdict[GridId, list[int]] = defaultdict(list)
    for atom, (_, grid) in pairs.items():
        if grid is not None:
            came[grid].append(atom)
    stand = grids.buildings_of_atoms(connection, now.tessellation, pairs)
    moves = [{"to": grid, "atoms": atoms, "buildings": list(chain(*map(stand.__getitem__, atoms)))} for grid, atoms in came.items()]
    return {"moves": moves, "gone": sorted(then.grids.keys() - now.grids.keys())}


def _shapes(office: Office, connection: Connection, then: State, now: State) -> dict[str, Any]:
    reshaped = [each for each, drawn in now.grids.items() if each not in then.grids or then.grids[each].atoms != drawn.atoms]
    sight = Sight((now.community,), frozenset(reshaped), now.plan, office.clock())
    page = grid_map.grid_page(connection, sight, None, len(reshaped))
    return {"shapes": json.loads(f"[{page.features}]")}


def _rows(plan: Row, then: State, now: State) -> dict[str, Any]:
    rechecked = _differing(_checks(then), _checks(now))
    touched = {grid for _, grid in rechecked} | _differing(then.grids, now.grids) | _differing(_tallies(then), _tallies(now))
    touched |= (then.locked ^ now.locked) | (then.apart.keys() ^ now.apart.keys())
    report = plan_report(plan, [])
    found = {key: [each for each in report["checks"] if (each["code"], each["grid"]) == key] for key in rechecked}
    return {
        "grids": [each for each in report["grids"] if each["grid"] in touched],
        "rechecked": [{"code": code, "grid": grid, "checks": checks} for (code, grid), checks in sorted(found.items(), key=str)],
    }


def _checks(state: State) -> dict[Hashable, list[Any]]:
    found: defaultdict[Hashable, list[Any]] = defaultdict(list)
    for each in state.checked.checks if state.checked else ():
        found[each.code, each.grid].append(each)
    return found


def _tallies(state: State) -> dict[GridId, Any]:
    return {each.grid: each for each in state.checked.tallies} if state.checked else {}


def _differing(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> set[Any]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}
