"""Building groups (楼组) inside the grids, drawn once the borders of the year stand; most have a building head (楼长)."""

from __future__ import annotations

from api.commands.structure import groups, teams
from api.commands.structure.groups import Wish
from api.commands.structure.teams import Person
from api.demo.cast import DESK, PLANNER
from api.demo.people import Family
from api.demo.scene import Scene
from api.demo.stage import Story, dice
from domain.ids import BuildingGroupId
from domain.structure.building_groups import Method

STANDING = "居民代表"
VACANT = 5
"""Each so manieth group still seeks its head."""


def drawn(scene: Scene) -> Story:
    """As the engine proposes them inside every grid; where buildings leave no group of the band's size, the reason says so."""
    yield scene.at(0.93)
    wish = Wish(effort="fast")
    reason = "楼栋完整，个别楼组户数略有出入，经居民代表议事会讨论"
    made = scene.stage.do("building groups", PLANNER, lambda ctx: groups.adopt(ctx, scene.code, wish), reason=reason)
    yield scene.at(0.95)
    for number, one in enumerate(made["groups"]):
        family = _somebody(scene, number, one["buildings"])
        if family and number % VACANT != VACANT - 1:
            _appoint(scene, number, one["group"], family)


def _appoint(scene: Scene, number: int, group: str, family: Family) -> None:
    head = family.members[0]
    given = (BuildingGroupId(group), Person(head.name, head.phone, STANDING), Method.RECOMMENDED)
    document = f"锦绣居〔{scene.today().year}〕5号"
    scene.stage.do(f"building head {number}", DESK, lambda ctx: teams.appoint_head(ctx, scene.code, *given), document=document)


def _somebody(scene: Scene, number: int, buildings: list[str]) -> Family | None:
    """A family that lives in the group's buildings."""
    living = [family for family in scene.homes.values() if scene.building(family.house) in set(buildings)]
    return dice(f"building head {number}").choice(living) if living else None
