"""What the planner asks of a proposal, turned into what the engine weighs; and the record of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from api.commands.evidence import hold
from api.commands.ground import Ground
from api.commands.heirs import standing_for
from api.context import CHINA, Ctx
from api.moments import months_before
from domain import dividers, grid_plan
from domain.dividers import Divider, DividerKind
from domain.errors import Refused, Unknown
from domain.grid_plan import assignment
from domain.ids import BuildingId, GridId, dividers_id
from domain.plan_events import Briefed
from gis.dividers import divided_by
from gis.locate import atoms_at
from projections import grids, ticket_board, visit_log

if TYPE_CHECKING:
    from gis.partition import Effort, Proposal, TogetherApart, Wishes

Floats = NDArray[np.float64]
Balance = Literal["", "households", "people", "workload"]
STRENGTH = {DividerKind.MAIN_ROAD: 1.0, DividerKind.WATER: 1.0, DividerKind.LOCAL_ROAD: 0.5}
"""How far a border on such a line shares in the advantage that `follow` gives."""


@dataclass(frozen=True)
class Wish:
    """What the planner asks of a proposal; None: what the profile says.

    stay: start from the plan in force and move no more than `most_moved` of the households (a share). follow: as in plan_events.Briefed.
    """

    seed: int = 1
    effort: Effort = "normal"
    wanted: int | None = None
    stay: bool = False
    most_moved: float | None = None
    locked: tuple[GridId, ...] = ()
    balance: Balance = ""
    months: int | None = None
    ticket_weight: float | None = None
    visit_weight: float | None = None
    follow: float | None = None
    uncrossed: tuple[DividerKind, ...] = ()
    together: tuple[tuple[BuildingId, ...], ...] = ()
    name: str = ""


class TogetherUnknown(Unknown):
    """A building that is to stay together with others does not stand in the community. Facts: building."""

    code = "plan.together_unknown"


class TogetherLocked(Refused):
    """A grid that is not to be touched holds some buildings that are to stay together, and not the others. Facts: grid (its code), building
    (one in it), apart (one outside), place (lon, lat) of that."""

    code = "plan.together_locked"


class TogetherCutOff(Refused):
    """Grids that are not to be touched, or lines that may not be crossed, or water lie between buildings that are to stay together. Facts:
    building, apart (one that cannot be reached from it), place (lon, lat) of that."""

    code = "plan.together_cut_off"


def cut_off(ctx: Ctx, ground: Ground, wish: Wish, told: TogetherApart) -> TogetherCutOff:
    """What the engine tells of nodes, told of buildings."""
    first, apart = (set(ground.buildings_of[ground.graph.ids[node]]) for node in (told.facts["atoms"][0], told.facts["apart"]))
    group = next(each for each in wish.together if first & set(each) and apart & set(each))
    return TogetherCutOff(**_two(ctx, ground, *(next(one for one in group if one in some) for some in (first, apart))))


def _two(ctx: Ctx, ground: Ground, building: BuildingId, apart: BuildingId) -> dict[str, Any]:
    """A planner knows them by their address."""
    with ctx.office.reading() as connection:
        rows = grids.buildings_named(connection, [building, apart])
    named = {row["building"]: row["address"] or row["name"] or row["building"] for row in rows}
    return {"building": named[building], "apart": named[apart], "place": ground.places[apart]}


def _require_free(ctx: Ctx, ground: Ground, base: grid_plan.State | None, wish: Wish) -> None:
    """Raises TogetherLocked."""
    locked = [grid for grid in (grid_plan.in_code_order(base) if base else ()) if grid.grid in wish.locked]
    for grid, group in product(locked, wish.together):
        inside = {each for atom in grid.atoms for each in ground.buildings_of.get(atom, ())}.intersection(group)
        outside = [each for each in group if each not in inside]
        if inside and outside:
            raise TogetherLocked(grid=grid.code, **_two(ctx, ground, next(each for each in group if each in inside), outside[0]))


def briefed(ground: Ground, wish: Wish, proposal: Proposal) -> Briefed:
    """The wish with the profile's values where the planner gave none."""
    asked = _complete(ground, wish)
    return Briefed(
        effort=asked.effort,
        wanted=asked.wanted,
        stay=asked.stay,
        most_moved=asked.most_moved if asked.stay else None,
        locked=asked.locked,
        balance=asked.balance,
        months=asked.months,
        ticket_weight=asked.ticket_weight,
        visit_weight=asked.visit_weight,
        follow=asked.follow,
        uncrossed=tuple(kind.value for kind in asked.uncrossed),
        together=asked.together,
        evidence_at=ground.evidence_at,
        stopped=proposal.stopped,
    )


def wishes_of(ctx: Ctx, ground: Ground, base: grid_plan.State | None, wish: Wish) -> Wishes:
    """Raises TogetherUnknown, TogetherLocked."""
    from gis.partition import Wishes  # the engine brings a compiler along: seconds that no other command should wait for

    asked = _complete(ground, wish)
    keep, numbers = kept(ground, base)
    lines = _lines(ctx, ground)
    together = [_nodes(ground, group) for group in wish.together]
    _require_free(ctx, ground, base, wish)
    return Wishes(
        keep=keep if wish.stay or wish.locked else None,
        locked=[numbers[grid] for grid in wish.locked if grid in numbers],
        wanted=wish.wanted,
        most_moved=asked.most_moved if wish.stay else None,
        steadiness=1.0 if wish.stay else 0.0,
        along=_along(ground, lines, asked.follow),
        forbidden=_forbidden(ground, lines, wish.uncrossed),
        together=together,
        workload=_second_load(ctx, ground, asked),
    )


def kept(ground: Ground, base: grid_plan.State | None) -> tuple[NDArray[np.int32] | None, Mapping[GridId, int]]:
    """The grid of the plan in force under each node, as a number, -1 where there is none."""
    if base is None:
        return None, {}
    numbers = {grid.grid: number for number, grid in enumerate(grid_plan.in_code_order(base))}
    held = assignment(base.grids.values())
    return np.array([numbers[held[atom]] if atom in held else -1 for atom in ground.graph.ids], np.int32), numbers


@dataclass(frozen=True)
class _Asked(Wish):
    most_moved: float = 0.0
    months: int = 0
    ticket_weight: float = 0.0
    visit_weight: float = 0.0
    follow: float = 0.0


def _complete(ground: Ground, wish: Wish) -> _Asked:
    def said(given: float | None, rule: str, per: float = 1.0) -> float:
        return ground.profile.number(rule) / per if given is None else given

    values = {
        "most_moved": said(wish.most_moved, "proposal.most_moved", 100),
        "months": int(said(wish.months, "proposal.months")),
        "ticket_weight": said(wish.ticket_weight, "proposal.ticket_weight", 100),
        "visit_weight": said(wish.visit_weight, "proposal.visit_weight", 100),
        "follow": said(wish.follow, "proposal.follow", 100),
    }
    return _Asked(**{**vars(wish), **values})


def _lines(ctx: Ctx, ground: Ground) -> tuple[Divider, ...]:
    state = hold(ctx, dividers_id(ground.state.community), dividers.fold).state
    return state.lines if state else ()


def _edges(ground: Ground, lines: Sequence[Divider], kinds: Sequence[DividerKind]) -> NDArray[np.bool_]:
    chosen = shapely.from_wkt([each.line for each in lines if each.kind in kinds])
    return divided_by(ground.graph, ground.land.plane, chosen)


def _along(ground: Ground, lines: tuple[Divider, ...], follow: float) -> Floats | None:
    """What a metre of each border costs: less with a road or water between its atoms."""
    if not lines or not follow:
        return None
    strength = np.zeros(len(ground.graph.edges))
    for kind, share in STRENGTH.items():
        strength = np.maximum(strength, share * _edges(ground, lines, (kind,)))
    return 1.0 - follow * strength


def _forbidden(ground: Ground, lines: tuple[Divider, ...], kinds: tuple[DividerKind, ...]) -> list[int]:
    return np.flatnonzero(_edges(ground, lines, kinds)).tolist() if kinds else []


def _nodes(ground: Ground, group: tuple[BuildingId, ...]) -> list[int]:
    atom_of = {building: atom for atom, buildings in ground.buildings_of.items() for building in buildings}
    for building in group:
        if building not in atom_of:
            raise TogetherUnknown(building=building)
    return sorted({ground.graph.node_of[atom_of[building]] for building in group})


def _second_load(ctx: Ctx, ground: Ground, asked: _Asked) -> Floats | None:
    if asked.balance == "":
        return None
    if asked.balance == "workload":
        return _workload(ctx, ground, asked)
    homes = ground.homes
    count = {each: home.people if asked.balance == "people" else home.households for each, home in homes.items()}
    return np.array([sum(count[each] for each in ground.buildings_of[atom]) for atom in ground.graph.ids], float)


def _workload(ctx: Ctx, ground: Ground, asked: _Asked) -> Floats:
    """Tickets and visits of each node in the last whole months, weighed. Work at a block that was divided since is that of its stairwells,
    in equal parts; work at a place that no land of ours holds is nobody's."""
    until: date = ctx.now.astimezone(CHINA).date().replace(day=1)
    since, owner = months_before(until, asked.months), ground.state.community
    ctx.office.freshen("ticket_board", "visit_log")
    with ctx.office.reading() as connection:
        tickets = ticket_board.reported_places(connection, owner, since, until)
        visits = visit_log.monthly_buildings(connection, owner, since, until)
    work = dict.fromkeys(ground.graph.ids, 0.0)
    done = [(BuildingId(each["building"]), asked.visit_weight * each["visits"]) for each in visits]
    done += [(BuildingId(each["building"]), asked.ticket_weight * each["tickets"]) for each in tickets if each["building"] is not None]
    heirs = standing_for(ctx, {home for home, _ in done if home not in ground.homes})
    for home, load in done:
        for each in (among := heirs.get(home, (home,))):
            _add(work, ground.land.atom_of.get(each), load / len(among))
    outdoors = [one for one in tickets if one["building"] is None and one["lon"] is not None]
    found = atoms_at(ground.land, [shapely.Point(one["lon"], one["lat"]) for one in outdoors]) if outdoors else []
    for each, atom in zip(outdoors, found, strict=True):
        _add(work, atom, asked.ticket_weight * each["tickets"])
    return np.array([work[atom] for atom in ground.graph.ids])


def _add(work: dict[int, float], atom: int | None, load: float) -> None:
    if atom in work:
        work[atom] += load
