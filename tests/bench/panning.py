"""A map of 10,800 buildings under a real browser: what panning asks of the server and how long it waits for it; how soon pages show.

`python -m tests.bench.panning`; needs the shared data and Chromium.

5,412 footprints of Nanshan and the same again beside them, a draft over all of them, one uvicorn worker, Chromium on the same two cores.
Tiles: a window of 1,440 × 900 pixels pulled by half its width or height 40 times at each zoom, all tiles in sight asked for at once as
a map does, none of them made before, each once. /plan: opened, then pulled 40 times. Waiting is from the request sent to the first
byte of the answer, as the browser tells it; a page shows when its largest content is painted, median of five visits, signed in.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from contextlib import ExitStack
from math import asinh, pi, radians, tan
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Request, sync_playwright

from api import accounts
from api.commands import proposing, territory
from api.commands.proposing import Wish
from api.context import Actor, open_office
from api.databases import Databases
from api.settings import Settings
from domain.policy import PolicyProfile
from gis.exchange import read_buildings
from tests.bench import ground
from tests.bench.tiles import CODE, FILE, our_variables, served
from tests.conftest import SHARED_DATA
from tests.people import PASSWORD, planner_lin
from tests.web.conftest import CHROMIUM, DESK

BESIDE = 0.06
"""Degrees east: where the second Nanshan lies."""
TILE = 512
PULLS = 40
PAGES = ("/", "/account", "/report", "/admin")
FETCHED = """async (paths) => {
    performance.clearResourceTimings()
    performance.setResourceTimingBufferSize(10_000)
    for (const step of paths) await Promise.all(step.map((path) => fetch(path).then((answer) => answer.arrayBuffer())))
    const named = new Set(paths.flat())
    return performance.getEntriesByType('resource').filter((each) => named.has(each.name.replace(location.origin, '')))
        .map((each) => each.responseStart - each.requestStart)
}"""
PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
    .observe({ type: 'largest-contentful-paint', buffered: true }))"""
Waits = list[float]


def twice(folder: Path) -> Path:
    """Nanshan and its double."""
    told = json.loads((SHARED_DATA / FILE).read_text(encoding="utf-8"))
    features = [each for by in (0.0, BESIDE) for each in (_moved(feature, by) for feature in told["features"])]
    path = folder / "两个南山.geojson"
    path.write_text(json.dumps(told | {"features": features}, ensure_ascii=False), encoding="utf-8")
    return path


def _moved(feature: dict[str, Any], east: float) -> dict[str, Any]:
    def shifted(part: Any) -> Any:
        return [part[0] + east, *part[1:]] if isinstance(part[0], float | int) else [shifted(each) for each in part]

    geometry = feature["geometry"]
    return feature | {"geometry": geometry | {"coordinates": shifted(geometry["coordinates"])}}


def drawn(databases: Databases, folder: Path) -> tuple[str, int]:
    """A draft over all buildings, and how many they are."""
    office = open_office(Settings(home=folder, clocks=False, pace=False), databases)
    ctx, file = office.ctx(Actor("bench", "planner")), twice(folder)
    given = territory.BuildingsFile(file.name, "0" * 64, read_buildings(file))
    taken = territory.import_buildings(ctx, CODE, given, name="南山", profile=PolicyProfile.load("runzhou")).answer["taken"]
    plan = str(proposing.propose(ctx, CODE, Wish(effort="fast", name="对照")).answer["plan"])
    with office.app_pool.connection() as connection:
        accounts.open_account(connection, planner_lin.account, planner_lin.role, PASSWORD, office.clock())
    office.freshen()
    office.close()
    return plan, taken


def walk(box: tuple[float, float, float, float], zoom: int, plan: str) -> list[list[str]]:
    """The tiles that come into sight with each pull: through the middle from west to east, then from north to south; each tile once."""
    west, north = _at(box[0], box[3], zoom)
    east, south = _at(box[2], box[1], zoom)
    wide, high = DESK["width"] / TILE, DESK["height"] / TILE
    middle = ((west + east) / 2, (north + south) / 2)
    places = [(west + (east - west) * step / PULLS * 2, middle[1]) for step in range(PULLS // 2)]
    places += [(middle[0], north + (south - north) * step / PULLS * 2) for step in range(PULLS // 2)]
    seen: set[tuple[int, int]] = set()
    steps = []
    for x, y in places:
        columns, rows = range(int(x - wide / 2), int(x + wide / 2) + 1), range(int(y - high / 2), int(y + high / 2) + 1)
        sight = {(column, row) for column in columns for row in rows}
        steps.append([f"/api/tiles/grids,buildings,borders/{zoom}/{x}/{y}.mvt?plan={plan}" for x, y in sorted(sight - seen)])
        seen |= sight
    return steps


def _at(lon: float, lat: float, zoom: int) -> tuple[float, float]:
    return (lon + 180) / 360 * 2**zoom, (1 - asinh(tan(radians(lat))) / pi) / 2 * 2**zoom


def pulled(page: Page) -> tuple[Waits, Waits]:
    """What opening the planning desk waits for, and what pulling its map does."""
    opening: Waits = []
    pulling: Waits = []
    into = opening

    def told(request: Request) -> None:
        if "/api/" in request.url:
            into.append(request.timing["responseStart"] - request.timing["requestStart"])

    page.on("requestfinished", told)
    page.goto(f"/plan?community={CODE}")
    page.get_by_role("button", name="拖界线").wait_for(timeout=120_000)
    page.locator(".chart canvas").wait_for(timeout=120_000)
    page.wait_for_load_state("networkidle")
    into = pulling
    box = page.locator(".chart canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for step in range(PULLS):
        aside = 300 if step % 2 else -300
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + aside, y + aside / 3, steps=4)
        page.mouse.up()
    page.wait_for_load_state("networkidle")
    return opening, pulling


def line(what: str, waits: Waits) -> str:
    if not waits:
        return f"| {what} | 0 | – | – | – |"
    ordered = sorted(waits)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return f"| {what} | {len(waits)} | {statistics.median(waits):.0f} | {p95:.0f} | **{ordered[-1]:.0f}** |"


def shown(page: Page) -> list[str]:
    lines = []
    for path in PAGES:
        times = []
        for _ in range(5):
            page.goto(path)
            page.wait_for_load_state("networkidle")
            times.append(page.evaluate(PAINTED))
        lines.append(f"| `{path}` | {statistics.median(times):.0f} | {max(times):.0f} |")
    return lines


def seen(browser: Browser, address: str, plan: str, box: tuple[float, float, float, float]) -> tuple[list[str], list[str]]:
    page = browser.new_context(viewport=DESK, base_url=address, locale="zh-CN").new_page()
    page.goto("/")
    page.get_by_label("账号").fill(planner_lin.account)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="退出").wait_for()
    paints = shown(page)
    lines = [line(f"tiles pulled at zoom {zoom}", page.evaluate(FETCHED, walk(box, zoom, plan))) for zoom in (14, 15, 16, 17)]
    opening, pulling = pulled(page)
    return [*lines, line("`/plan` pulled", pulling), line("`/plan` opened", opening)], paints


def measure() -> str:
    with ground.durable_server() as server, tempfile.TemporaryDirectory() as made, ExitStack() as running:
        folder, databases = Path(made), ground.fresh_databases(server, "ours")
        plan, buildings = drawn(databases, folder)
        web = running.enter_context(served(("--factory", "api.app:create_app"), our_variables(databases, folder, 64, 64), {}))
        playwright = running.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--enable-unsafe-swiftshader"])
        lines, paints = seen(browser, f"http://127.0.0.1:{web.port}", plan, _box(folder))
        browser.close()
        machine = ground.machine(server, ("fastapi", "uvicorn", "psycopg", "playwright"))
    about = (__doc__ or "").split("\n\n")[2].strip().replace("\n", " ")
    waits = ["| milliseconds | requests | p50 | p95 | longest |", "|---|--:|--:|--:|--:|", *lines]
    shows = ["| milliseconds until the page shows | median | longest |", "|---|--:|--:|", *paints]
    return "\n\n".join(["## Panning", f"{machine} {buildings:,} buildings. {about}", "\n".join(waits), "\n".join(shows)]) + "\n"


def _box(folder: Path) -> tuple[float, float, float, float]:
    points: list[list[float]] = []

    def gather(part: Any) -> None:
        points.append(part) if isinstance(part[0], float | int) else [gather(each) for each in part]

    for feature in json.loads(next(folder.glob("*.geojson")).read_text(encoding="utf-8"))["features"]:
        gather(feature["geometry"]["coordinates"])
    return min(x for x, *_ in points), min(y for _, y, *_ in points), max(x for x, *_ in points), max(y for _, y, *_ in points)


def main() -> None:
    if CHROMIUM is None or not (SHARED_DATA / FILE).exists():
        print(f"Chromium or {FILE} is absent")
        return
    text = measure()
    ground.write_section("panning", text)
    print(f"\n{text}")


if __name__ == "__main__":
    main()
