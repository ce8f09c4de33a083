"""The year's plans: the first one proposed, a grown grid split, two grids balanced, and a draft that waits on the planner's desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from api.commands import approval, drawing, enactment, proposing
from api.commands.drawing import Selection
from api.commands.ground import Ground, Planned, planned
from api.commands.proposing import Wish
from api.context import Ctx
from api.demo.cast import APPROVER, PLANNER
from api.demo.hours import day_of, instant, working_day, working_day_before
from api.demo.scene import Scene
from api.demo.stage import Story
from domain.errors import DomainError
from domain.grid_plan import assignment
from domain.ids import BuildingId, GridId, PlanId
from domain.plan_checks import IN_BAND, Bands, Mix
from domain.plan_events import BandException
from domain.values import DwellingKind
from gis import editing

MOVED_AT_MOST = 4
"""Buildings that change hands in one small correction."""
DAYS_TO_EFFECT = 3


def first_plan(scene: Scene) -> Story:
    yield scene.at(0.006)
    wish = Wish(seed=11, name="锦绣社区首次网格划分方案")
    plan = scene.stage.do("propose", PLANNER, lambda ctx: proposing.propose(ctx, scene.code, wish))["plan"]
    yield from _into_force(scene, PlanId(plan), 0.010, "请审批首次网格划分方案", 12)


def growth(scene: Scene) -> Story:
    """The new towers made one grid too large: they become a grid of their own."""
    yield scene.at(0.405)
    plan = _copy(scene, "growth", "江畔云庭拆分方案")
    on = planned(scene.looking(), plan)
    towers = _towers(scene, on)
    atoms = assignment(on.state.grids.values())
    held = Counter(atoms[on.ground.land.atom_of[each]] for each in towers)
    (parent, _), *others = held.most_common()
    leaving = [each for each in towers if atoms[on.ground.land.atom_of[each]] == parent]
    reason = "江畔云庭交付入住，原网格户数超出上限"
    split = scene.stage.do(
        "growth split", PLANNER, lambda ctx: drawing.split(ctx, plan, parent, "江畔云庭网格", buildings=leaving), reason=reason
    )
    for grid, _ in others:
        rest = Selection(tuple(each for each in towers if atoms[on.ground.land.atom_of[each]] == grid))
        scene.stage.do(
            f"growth paint {grid}",
            PLANNER,
            lambda ctx, rest=rest: drawing.paint(ctx, plan, rest, split["grid"]),
            reason=reason,
        )
    yield from _into_force(scene, plan, 0.412, "江畔云庭交付后户数增加，申请拆分", 6)


def balance(scene: Scene) -> Story:
    """A few buildings go from the fullest grid to a neighbour that has room."""
    yield scene.at(0.862)
    plan = _copy(scene, "balance", "秋季网格微调方案")
    _correct(scene, "balance paint", plan, "相邻网格户数均衡")
    yield from _into_force(scene, plan, 0.868, "个别楼栋调整，户数更均衡", 21)


def draft(scene: Scene, until: datetime) -> Story:
    """Begun in the last days, not yet submitted."""
    yield instant(working_day_before(day_of(until) - timedelta(days=7)), 10 * 60)
    plan = _copy(scene, "draft", "下一年度网格调整草案")
    yield instant(working_day_before(day_of(until) - timedelta(days=3)), 15 * 60)
    _correct(scene, "draft paint", plan, "征求居民代表意见")


def _copy(scene: Scene, key: str, name: str) -> PlanId:
    return PlanId(scene.stage.do(key, PLANNER, lambda ctx: proposing.copy(ctx, scene.code, name))["plan"])


def _into_force(scene: Scene, plan: PlanId, share: float, note: str, number: int) -> Story:
    """Submitted by the planner, approved and enacted by somebody else, in force some days later."""
    yield scene.at(share)
    scene.stage.do(f"submit {plan}", PLANNER, lambda ctx: approval.submit(ctx, plan, note=note, exceptions=_excepted(ctx, plan)))
    yield scene.at(share + 0.005)
    document = f"润社建〔{scene.today().year}〕{number}号"
    scene.stage.do(f"approve {plan}", APPROVER, lambda ctx: approval.approve(ctx, plan), document=document)
    on = working_day(scene.today() + timedelta(days=DAYS_TO_EFFECT))
    scene.stage.do(f"enact {plan}", APPROVER, lambda ctx: enactment.enact(ctx, plan, on), document=document)
    yield instant(on, 8 * 60)


def _excepted(ctx: Ctx, plan: PlanId) -> tuple[BandException, ...]:
    """Grids outside the band for which an exception must be asked: where buildings and blocks leave no other drawing."""
    on = planned(ctx, plan)
    drawn = tuple(on.state.grids.values())
    failing = [each for each in on.ground.checks(drawn, on.ground.tallies(drawn)) if each.code == IN_BAND and not each.passed]
    return tuple(
        BandException(each.grid, "楼栋完整、道路分隔所限，经居民代表议事会讨论", each.clause or "")
        for each in failing
        if each.forbids and each.grid
    )


def _towers(scene: Scene, on: Planned) -> list[BuildingId]:
    """The new towers and whatever shares their estate."""
    estate = scene.town.towers[0].estate
    houses = [house for house in (*scene.town.houses, *scene.town.towers) if house.estate == estate]
    return [scene.building(house) for house in houses if scene.building(house) in on.ground.land.atom_of]


def _correct(scene: Scene, key: str, plan: PlanId, reason: str) -> None:
    on = planned(scene.looking(), plan)
    buildings, to = _correction(on)
    scene.stage.do(key, PLANNER, lambda ctx: drawing.paint(ctx, plan, Selection(tuple(buildings)), to), reason=reason)


def _correction(on: Planned) -> tuple[list[BuildingId], GridId]:
    """Buildings at the border of a full grid that its emptier neighbour can take, both staying whole and inside the band."""
    for gives, takes in _pairs(on):
        found = _passed(on, gives, takes)
        if found:
            return found, takes
    raise AssertionError("no building can change hands: the town is made so that some can")


def _pairs(on: Planned) -> Iterator[tuple[GridId, GridId]]:
    """Neighbouring grids, the most uneven first."""
    counts = {grid: on.ground.households_in(drawn.atoms) for grid, drawn in on.state.grids.items()}
    pairs = [(one, other) for one, other in borders(on.ground, assignment(on.state.grids.values())) if counts[one] > counts[other]]
    yield from sorted(pairs, key=lambda pair: (counts[pair[1]] - counts[pair[0]], pair))


def borders(ground: Ground, held: dict[int, GridId]) -> dict[tuple[GridId, GridId], float]:
    """Metres of common border, for both directions of every pair of neighbouring grids."""
    metres: Counter[tuple[GridId, GridId]] = Counter()
    for (left, right), length in zip(ground.graph.edges.tolist(), ground.graph.border_m.tolist(), strict=True):
        one, other = held[ground.graph.ids[left]], held[ground.graph.ids[right]]
        if one != other:
            metres[one, other] += length
            metres[other, one] += length
    return dict(metres)


def _passed(on: Planned, gives: GridId, takes: GridId) -> list[BuildingId]:
    board = editing.board(on.ground.land, assignment(on.state.grids.values()), graph=on.ground.graph)
    moved: list[int] = []
    for atom in _at_border(on, gives, takes):
        if len(moved) == MOVED_AT_MOST or not _still_fits(on, gives, takes, [*moved, atom]):
            break
        try:
            board = editing.paint(board, [atom], takes).board
        except DomainError:
            continue
        moved.append(atom)
    return [building for atom in moved for building in on.ground.buildings_of[atom]]


def _at_border(on: Planned, gives: GridId, takes: GridId) -> Sequence[int]:
    """Inhabited atoms of one grid that touch the other."""
    held = assignment(on.state.grids.values())
    near = (atom for atom in on.state.grids[gives].atoms if any(held[each] == takes for each in on.ground.graph.neighbours(atom)))
    return [atom for atom in near if on.ground.households_in((atom,))]


def _still_fits(on: Planned, gives: GridId, takes: GridId, atoms: list[int]) -> bool:
    """No grid leaves the band by it that keeps it now."""
    moved = set(atoms)
    now = {grid: drawn.atoms for grid, drawn in on.state.grids.items() if grid in (gives, takes)}
    then = {gives: tuple(set(now[gives]) - moved), takes: (*now[takes], *moved)}
    return all(_in_band(on.ground, then[grid]) or not _in_band(on.ground, now[grid]) for grid in now)


def _in_band(ground: Ground, atoms: Sequence[int]) -> bool:
    homes = [ground.homes[each] for atom in atoms for each in ground.buildings_of[atom]]
    low = sum(each.households for each in homes if each.kind is DwellingKind.BUNGALOW)
    return Bands.of(ground.profile, "grid").holds(Mix(bungalow=low, block=sum(each.households for each in homes) - low))
