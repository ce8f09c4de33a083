"""What a step changed, told to a page that has the rest: laid over what the page had, it is what the server would tell of the whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.api import estate
from tests.api.conftest import Caller, Site
from tests.people import planner_lin

CODE = "321111009013"
TELLS = "return=representation"


class Page:
    """What a page holds of a draft, and what it makes of the answers."""

    def __init__(self, caller: Caller, plan: str) -> None:
        self.caller, self.plan = caller, plan
        self.report, self.held, self.shapes, self.homes = self.asked()
        self.version: int = self.report["version"]

    def asked(self) -> tuple[dict[str, Any], dict[int, str], dict[str, Any], dict[str, str]]:
        """Everything from the server: the report, atom -> grid, grid -> its shape, building -> grid."""
        report = self.caller.get(f"/api/plans/{self.plan}").json()
        holding = self.caller.get(f"/api/plans/{self.plan}/holding").json()
        grids, buildings = (
            self.caller.get(f"/api/features/{layer}", plan=self.plan, limit=1000).json()["features"] for layer in ("grids", "buildings")
        )
        held = {atom: grid for grid, atoms in holding["grids"].items() for atom in atoms}
        shapes = {each["id"]: each["geometry"] for each in grids}
        return report, held, shapes, {each["id"]: each["properties"]["grid"] for each in buildings}

    def step(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.caller.post(f"/api/plans/{self.plan}/{path}", body or {}, seen=self.version, prefer=TELLS)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()["changed"]
        self.version = told["version"]
        return told

    def take(self, told: dict[str, Any]) -> None:
        for move in told["moves"]:
            self.held |= dict.fromkeys(move["atoms"], move["to"])
            self.homes |= dict.fromkeys(move["buildings"], move["to"])
        self.shapes |= {each["id"]: each["geometry"] for each in told["shapes"]}
        for grid in told["gone"]:
            del self.shapes[grid]
        rows = {each["grid"]: each for each in (*self.report["grids"], *told["grids"]) if each["grid"] not in told["gone"]}
        anew = {(each["code"], each["grid"]) for each in told["rechecked"]}
        kept = [each for each in self.report["checks"] if (each["code"], each["grid"]) not in anew]
        checks = kept + [each for one in told["rechecked"] for each in one["checks"]]
        self.report |= {"grids": list(rows.values()), "checks": checks}

    def is_true(self) -> bool:
        """Whether all that the page holds is what the server tells now."""
        report, held, shapes, homes = self.asked()
        rows = {each["grid"]: each for each in self.report["grids"]} == {each["grid"]: each for each in report["grids"]}
        checks = sorted(map(str, self.report["checks"])) == sorted(map(str, report["checks"]))
        return rows and checks and (held, shapes, homes, self.version) == (self.held, self.shapes, self.homes, report["version"])


@pytest.fixture(scope="module")
def lin(site: Site) -> Caller:
    return site.as_(planner_lin)


@pytest.fixture(scope="module")
def page(lin: Caller, folder: Path) -> Page:
    """Given an estate of 960 dwellings in four grids of one row each, on a page."""
    lin.post("/api/communities", {"code": CODE, "name": "所变", "profile": "erenhot"})
    file = estate.write(folder)
    with file.open("rb") as content:
        lin.post(f"/api/communities/{CODE}/buildings", files={"file": (file.name, content)})
    return Page(lin, lin.post(f"/api/communities/{CODE}/plans", {"wanted": 4, "effort": "fast"}).json()["plan"])


def movable(page: Page) -> tuple[str, str]:
    """A building and a grid that can take it: tried and taken back."""
    for building, home in page.homes.items():
        for grid in page.shapes:
            answer = page.caller.post(f"/api/plans/{page.plan}/redraw", {"to": grid, "buildings": [building]}, seen=page.version)
            if grid != home and answer.status_code == 200:
                page.version = page.caller.post(f"/api/plans/{page.plan}/undo", {}, seen=answer.json()["version"]).json()["version"]
                return building, grid
    raise AssertionError("nothing can be moved")


def test_what_a_step_changed_is_all_that_a_page_lacks(page: Page) -> None:
    building, to = movable(page)
    home = page.homes[building]
    told = page.step("redraw", {"to": to, "buildings": [building]})
    assert [(move["to"], move["buildings"]) for move in told["moves"]] == [(to, [building])]
    assert {each["id"] for each in told["shapes"]} == {home, to} == {each["grid"] for each in told["grids"]}
    page.take(told)
    assert page.is_true()
    for path, body in (
        ("division", {"grid": home, "parts": 2}),
        ("undo", {}),
        ("redo", {}),
        (f"grids/{to}/lock", {}),
        (f"grids/{to}/unlock", {}),
        (f"grids/{to}/name", {"name": "东苑"}),
        (f"grids/{to}/kind", {"kind": "dedicated", "reason": "市场"}),
        ("snapshots", {"name": "会审稿"}),
    ):
        page.take(page.step(path, body))
        assert page.is_true(), path
    page.take(told := page.step("undo"))
    assert told["can_redo"] is not None and told["steps"] >= 8 and page.is_true()


def test_a_grid_that_ends_is_told(page: Page) -> None:
    part = page.step(
        "split", {"grid": (grid := max(page.shapes)), "name": "一半", "buildings": [next(b for b, g in page.homes.items() if g == grid)]}
    )
    page.take(part)
    gone = next(each["grid"] for each in part["grids"] if each["name"] == "一半")
    told = page.step("merge", {"into": grid, "gone": [gone]})
    assert told["gone"] == [gone]
    page.take(told)
    assert page.is_true()


def test_who_repeats_a_step_learns_what_changed_since(page: Page, lin: Caller) -> None:
    """The first answer was lost on the way: under the same key nothing happens twice, and the page is brought up all the same."""
    grid, seen = max(page.shapes), page.version
    body, key = {"name": "西苑"}, "again-and-again"
    first, again = (lin.post(f"/api/plans/{page.plan}/grids/{grid}/name", body, seen=seen, key=key, prefer=TELLS) for _ in range(2))
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.json()["changed"] == again.json()["changed"]
    page.version = again.json()["changed"]["version"]
    page.take(again.json()["changed"])
    assert page.is_true()


def test_who_does_not_ask_is_told_the_balance_alone(page: Page, lin: Caller) -> None:
    answer = lin.post(f"/api/plans/{page.plan}/grids/{max(page.shapes)}/lock", {}, seen=page.version)
    assert "changed" not in answer.json() and "Preference-Applied" not in answer.headers


def test_on_land_that_was_cut_nothing_stays(page: Page, lin: Caller) -> None:
    page.version = lin.get(f"/api/plans/{page.plan}").json()["version"]
    page.step(f"grids/{max(page.shapes)}/unlock")
    lon = estate.WEST + 2.8 * estate.STEP_EAST
    line = f"LINESTRING ({lon} {estate.SOUTH - 0.01}, {lon} {estate.SOUTH + 0.01})"
    for grid in sorted(page.shapes):
        body = {"grid": grid, "name": "半", "line": line, "exact": True}
        answer = lin.post(f"/api/plans/{page.plan}/split", body, seen=page.version, prefer=TELLS)
        if answer.status_code == 200:
            told = answer.json()["changed"]
            assert told["anew"] and "moves" not in told
            return
    raise AssertionError("no grid was cut")
