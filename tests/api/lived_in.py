"""The estate with a plan in force, wardens at their posts, a household and a ticket in every grid: what the walls are tried on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from api.context import CHINA
from domain.policy import PolicyProfile
from tests.api import estate
from tests.api.conftest import Caller, Site
from tests.days import china_today
from tests.people import (
    PASSWORD,
    WARDENS,
    Named,
    admin_he,
    approver_wang,
    desk_chen,
    planner_lin,
    warden_li,
    warden_qian,
    warden_sun,
    warden_zhao,
)

CODE = "321111009001"
COMMUNITY = f"/api/communities/{CODE}"
SINCE = china_today() - timedelta(days=200)
COVER = ((warden_zhao, warden_qian), (warden_qian, warden_zhao), (warden_sun, warden_li), (warden_sun, warden_li))
"""Holders A and B by grid, in the order of the grids' codes."""


def at(day: date, hour: int = 8) -> str:
    return f"{day.isoformat()}T{hour:02d}:00:00+08:00"


@dataclass(frozen=True)
class Quarter:
    """Where a town lies, and who works there: wardens and their cover by grid, as in COVER."""

    code: str = CODE
    name: str = "锦绣"
    west: float = estate.WEST
    wardens: tuple[Named, ...] = WARDENS
    cover: tuple[tuple[Named, Named], ...] = COVER

    @property
    def path(self) -> str:
        return f"/api/communities/{self.code}"


WU, ZHENG, FENG, CHU = (
    Named(account, "warden", f"网格员{name}") for account, name in zip(("wu", "zheng", "feng", "chu"), "吴郑冯褚", strict=True)
)
NEXT_DOOR = Quarter(
    "321111009002",
    "翠湖",
    estate.WEST + estate.COLUMNS * estate.STEP_EAST,
    (WU, ZHENG, FENG, CHU),
    ((WU, ZHENG), (ZHENG, WU), (FENG, CHU), (CHU, FENG)),
)
"""Its land touches the first one's in the east."""


@dataclass
class Town:
    """Ids by grid, in the order of the grids' codes; wardens and their tokens by account."""

    site: Site
    quarter: Quarter = field(default_factory=Quarter)
    plan: str = ""
    grids: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    buildings: list[list[dict[str, Any]]] = field(default_factory=list)
    households: list[list[str]] = field(default_factory=list)
    tickets: list[str] = field(default_factory=list)
    wardens: dict[str, str] = field(default_factory=dict)


def settle(site: Site, folder: Path, *, households: int = 2, policy: str = "erenhot", quarter: Quarter | None = None) -> Town:
    """households: so many registered in each grid. policy: one under which four grids hold the estate."""
    town = Town(site, quarter or Quarter())
    enact(town, folder, policy)
    _appoint(town)
    chen = site.as_(desk_chen)
    category = next(iter(PolicyProfile.load(policy).categories))
    for grid in town.grids:
        standing = chen.get(f"{town.quarter.path}/buildings", grid=grid).json()["buildings"]
        town.buildings.append(standing)
        town.households.append([register(chen, standing[n % len(standing)]["building"], f"{n + 1}01") for n in range(households)])
        asked = {"category": category, "text": "路灯不亮", "building": standing[0]["building"], "effective_at": at(SINCE, 10)}
        town.tickets.append(_made(chen.post(f"{town.quarter.path}/tickets", asked))["ticket"])
    return town


def register(caller: Caller, building: str, room: str) -> str:
    member = {"relation": "head", "name": "张三", "phone": "13800001234", "needs": ["独居老人"]}
    body = {"building": building, "door": {"unit": "1", "room": room}, "members": [member], "effective_at": at(SINCE, 9)}
    return _made(caller.post("/api/households", body))["household"]


def enact(town: Town, folder: Path, policy: str) -> None:
    lin, wang, file = (
        town.site.as_(planner_lin),
        town.site.as_(approver_wang),
        estate.write(folder, f"{town.quarter.name}花园", town.quarter.west),
    )
    form = {"name": f"{town.quarter.name}社区", "policy": policy}
    _made(lin.post(f"{town.quarter.path}/buildings", files={"file": (file.name, file.read_bytes())}, data=form))
    drafted = _made(lin.post(f"{town.quarter.path}/plans", {"name": "首次划分", "wanted": len(COVER)}))
    town.plan = drafted["plan"]
    submitted = _made(lin.post(f"/api/plans/{town.plan}/submission", {}, seen=drafted["version"]))
    approved = _made(wang.post(f"/api/plans/{town.plan}/approval", {"document": "锦社建〔2026〕1号"}, seen=submitted["version"]))
    enacted = {"on": SINCE.isoformat(), "document": "锦社建〔2026〕1号"}
    _made(wang.post(f"/api/plans/{town.plan}/enactment", enacted, seen=approved["version"]))


def _appoint(town: Town) -> None:
    chen, he = town.site.as_(desk_chen), town.site.as_(admin_he)
    for person in town.quarter.wardens:
        body = {"account": person.account, "name": person.name, "phone": "0511-85000001", "effective_at": at(SINCE)}
        warden = town.wardens[person.account] = _made(chen.post(f"{town.quarter.path}/wardens", body))["warden"]
        account = {"account": person.account, "role": "warden", "password": PASSWORD, "warden": warden}
        _made(he.post("/api/accounts", account))
    roster = chen.get(f"{town.quarter.path}/roster").json()["grids"]
    town.grids, town.posts = [one["grid"] for one in roster], [one["post"] for one in roster]
    for post, (a, b) in zip(town.posts, town.quarter.cover, strict=True):
        given = {"warden": town.wardens[a.account], "standby": town.wardens[b.account], "effective_at": at(SINCE)}
        _made(chen.post(f"{town.quarter.path}/posts/{post}/primary", given))


def now(site: Site, days: float = 0) -> datetime:
    """In China's time: its day is the day that reports and rounds count."""
    return site.office.clock().astimezone(CHINA) + timedelta(days=days)


def _made(answer: Any) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    return answer.json()
