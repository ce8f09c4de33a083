"""The 民情图 in a real browser, from a file and from the office, with no network behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from gis.sheet import THEMES, draw
from tests.api import estate
from tests.api.conftest import Site, folder, site  # noqa: F401
from tests.days import china_today
from tests.gis.sheets import chessboard, grouped
from tests.people import PASSWORD, admin_he, approver_wang, desk_chen, planner_lin, reporter_xu, warden_qian, warden_zhao

CODE = "321111009001"
FIRST_DAY = china_today() - timedelta(days=100)
RESIDENT = {"name": "张三丰", "phone": "13800000001", "id_number": "321111198001011235", "needs": ["独居老人"]}
REPORTER, TEXT, ROOM = "李婆婆", "楼道灯不亮，老人夜里摔倒", "501"


@dataclass
class Seen:
    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@pytest.fixture
def looked(browser: Browser) -> Iterator[Seen]:
    """A window that writes down whatever the page asks for and complains about."""
    page = browser.new_page(viewport={"width": 1500, "height": 950})
    seen = Seen(page)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("pageerror", lambda error: seen.said.append(str(error)))
    page.on("console", lambda message: seen.said.append(message.text))
    yield seen
    page.close()


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sheet as a file, as on a USB stick."""
    path = tmp_path_factory.mktemp("stick") / "民情图.html"
    path.write_bytes(draw(chessboard(3, 2)).encode())
    return path.as_uri()


def words(page: Page, selector: str) -> str:
    return " ".join(page.locator(selector).all_inner_texts())


# --- from a stick


def test_it_draws_with_no_network_and_asks_for_nothing(looked: Seen, stick: str):
    looked.page.goto(stick)
    assert looked.page.locator(".leaflet-overlay-pane path").count() == 6 + 24
    assert (looked.asked, looked.said) == ([stick], [])
    assert looked.page.locator(".leaflet-control-attribution").count() == 0


def test_names_and_signs_stand_on_the_map(looked: Seen, stick: str):
    looked.page.goto(stick)
    sections = words(looked.page, ".label")
    assert all(f"00{number}" in sections and f"{number}号片区" in sections for number in range(1, 7))
    assert "40 户" in sections and "环1/4" in sections
    assert {"党1/2 访3", "环1/4", "治2"} <= set(looked.page.locator(".mark .chip").all_inner_texts())


def test_a_layer_switched_off_takes_its_colour_and_its_text_away(looked: Seen, stick: str):
    looked.page.goto(stick)
    toggles = looked.page.locator(".leaflet-control-layers-overlays label")
    assert [theme.title for theme in THEMES if theme.title in words(looked.page, ".leaflet-control-layers-overlays")] == [
        t.title for t in THEMES
    ]
    toggles.filter(has_text="环境卫生").locator("input").uncheck()
    assert "环" not in words(looked.page, ".leaflet-marker-pane") and "党1" in words(looked.page, ".leaflet-marker-pane")
    fill = "[...new Set([...document.querySelectorAll('.leaflet-overlay-pane path')].map(p => p.getAttribute('fill')))]"
    shaded = set(looked.page.evaluate(fill))
    toggles.filter(has_text="住户信息").locator("input").uncheck()
    assert "#d6e6f4" in shaded and "#d6e6f4" not in looked.page.evaluate(fill)
    assert "户" not in words(looked.page, ".leaflet-marker-pane")
    toggles.filter(has_text="住户信息").locator("input").check()
    assert "40 户" in words(looked.page, ".label")


@pytest.mark.rule("R5")
def test_a_building_tells_all_four_layers(looked: Seen, stick: str):
    looked.page.goto(stick)
    path = looked.page.locator(".leaflet-overlay-pane path").nth(6)
    path.hover(force=True)
    told = words(looked.page, ".leaflet-tooltip")
    assert "健康路0-0号1栋" in told and "001 1号片区" in told
    assert "登记 12 户 31 人，住房 12 套，最近走访 2026-10-08" in told
    assert "走访 3 次，未结 1 件，已结 2 件" in told and all(theme.title in told for theme in THEMES)


def test_building_groups_are_outlined_lettered_told_and_can_be_switched_off(looked: Seen, tmp_path: Path):
    path = tmp_path / "grouped.html"
    path.write_bytes(draw(grouped(chessboard(3, 2))).encode())
    looked.page.goto(path.as_uri())
    dashed = looked.page.locator(".leaflet-overlay-pane path[stroke-dasharray]")
    assert dashed.count() == 12
    assert "第1楼组 24户" in words(looked.page, ".group")
    assert "共 12 个，楼长空缺 6 个" in words(looked.page, ".legend")
    looked.page.locator(".leaflet-overlay-pane path").nth(6).hover(force=True)
    assert "第1楼组 · 24 户 · 有楼长" in words(looked.page, ".leaflet-tooltip")
    looked.page.locator(".leaflet-control-layers-overlays label").filter(has_text="楼组").locator("input").uncheck()
    assert dashed.count() == 0 and words(looked.page, ".group") == ""
    assert looked.said == []


def test_labels_do_not_lie_on_one_another(looked: Seen, tmp_path: Path):
    path = tmp_path / "crowded.html"
    path.write_bytes(draw(chessboard(6, 4, across=4)).encode())
    looked.page.goto(path.as_uri())
    boxes = looked.page.evaluate(
        "[...document.querySelectorAll('.leaflet-marker-pane .label > div, .leaflet-marker-pane .mark > div')]"
        ".map(e => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; })"
    )
    slack = 2.5
    over = [
        (a, b)
        for n, a in enumerate(boxes)
        for b in boxes[n + 1 :]
        if min(a[2], b[2]) - max(a[0], b[0]) > slack and min(a[3], b[3]) - max(a[1], b[1]) > slack
    ]
    assert len(boxes) > 60 and not over


def test_every_section_keeps_its_number_on_a_small_screen(looked: Seen, tmp_path: Path):
    path = tmp_path / "phone.html"
    path.write_bytes(draw(chessboard(6, 4, across=4)).encode())
    looked.page.set_viewport_size({"width": 420, "height": 800})
    looked.page.goto(path.as_uri())
    assert sorted(looked.page.locator(".label .number").all_inner_texts()) == [f"{number:03d}" for number in range(1, 25)]


def test_hostile_texts_are_read_as_text(looked: Seen, tmp_path: Path):
    board, hostile = chessboard(1, 1), "<img src=x onerror=document.title='owned'>"
    buildings = tuple(replace(each, address=hostile, name=hostile) for each in board.buildings)
    path = tmp_path / "hostile.html"
    path.write_bytes(draw(replace(board, sections=(replace(board.sections[0], name=hostile),), buildings=buildings)).encode())
    looked.page.goto(path.as_uri())
    looked.page.locator(".leaflet-overlay-pane path").nth(1).hover(force=True)
    assert hostile in words(looked.page, ".leaflet-tooltip") and hostile in words(looked.page, ".label")
    assert looked.page.title() != "owned" and looked.said == []


@pytest.mark.rule("R6")
def test_it_prints_on_one_a3_page_with_the_map_fitted_to_the_paper(looked: Seen, stick: str):
    looked.page.goto(stick)
    looked.page.set_viewport_size({"width": 700, "height": 500})
    looked.page.evaluate("addEventListener('beforeprint', () => { window.fitted = document.querySelector('.folium-map').clientWidth; })")
    paper = looked.page.pdf(prefer_css_page_size=True, print_background=True)
    (box,) = re.findall(rb"/Type\s*/Page\b[^s].*?/MediaBox\s*\[([^\]]+)\]", paper, re.S) or re.findall(rb"/MediaBox\s*\[([^\]]+)\]", paper)
    assert [round(float(side) / 72 * 25.4) for side in box.split()] == [0, 0, 420, 297]
    assert looked.page.evaluate("fitted") == pytest.approx(284 / 25.4 * 96, abs=3)
    assert not looked.page.evaluate("document.documentElement.classList.contains('printing')")


# --- from the office


@pytest.fixture(scope="module")
def lived_in(site: Site, folder: Path) -> Site:  # noqa: F811
    """Given an estate with a plan in force, two wardens, a household with needs, and an open ticket."""
    lin, wang, chen = site.as_(planner_lin), site.as_(approver_wang), site.as_(desk_chen)
    _enact(lin, wang, estate.write(folder))
    _staff(site, chen)
    place = chen.get("/api/whois", address="锦绣花园1号楼").json()
    moved = {
        "how": "moved_in",
        "building": place["building"],
        "door": {"unit": "2", "room": ROOM},
        "members": [RESIDENT | {"relation": "head"}],
    }
    answer = chen.post("/api/households", moved | {"effective_at": f"{FIRST_DAY + timedelta(days=9)}T10:00:00+08:00"})
    assert answer.status_code == 201, answer.text
    asked = {"category": "sanitation", "text": TEXT, "building": place["building"], "reporter_name": REPORTER}
    assert chen.post(f"/api/communities/{CODE}/tickets", asked).status_code == 201
    site.office.freshen()
    return site


def _enact(lin, wang, file: Path) -> None:
    given = {"name": "锦绣社区", "policy": "runzhou"}
    assert lin.post(f"/api/communities/{CODE}/buildings", files={"file": (file.name, file.read_bytes())}, data=given).status_code == 201
    plan = lin.post(f"/api/communities/{CODE}/plans", {"name": "首次划分"}).json()
    version = lin.post(f"/api/plans/{plan['plan']}/submission", {}, seen=plan["version"]).json()["version"]
    body = {"document": "锦社建〔2026〕1号"}
    version = wang.post(f"/api/plans/{plan['plan']}/approval", body, seen=version).json()["version"]
    done = wang.post(f"/api/plans/{plan['plan']}/enactment", body | {"on": FIRST_DAY.isoformat()}, seen=version)
    assert done.status_code == 200, done.text


def _staff(site: Site, chen) -> None:  # noqa: F811
    """Zhao holds the first grid's post as A, Qian every other."""
    since = {"effective_at": f"{FIRST_DAY}T08:00:00+08:00"}
    wardens = {}
    for person, phone in ((warden_zhao, "0511-85000001"), (warden_qian, "0511-85000002")):
        body = {"account": person.account, "name": person.name, "phone": phone}
        wardens[person] = chen.post(f"/api/communities/{CODE}/wardens", body | since).json()["warden"]
        opened = {"account": person.account, "role": "warden", "password": PASSWORD, "warden": wardens[person]}
        assert site.as_(admin_he).post("/api/accounts", opened).status_code == 201
    for number, grid in enumerate(chen.get(f"/api/communities/{CODE}/roster").json()["grids"]):
        body = {"warden": wardens[warden_qian if number else warden_zhao], "document": "锦社〔2026〕2号"}
        assert chen.post(f"/api/communities/{CODE}/posts/{grid['post']}/primary", body | since).status_code == 200


def test_the_office_serves_it_under_a_policy_it_can_live_with(looked: Seen, lived_in: Site):
    answer = lived_in.as_(reporter_xu).get(f"/sheet/{CODE}")
    assert answer.status_code == 200, answer.text
    assert "connect-src 'none'" in answer.headers["Content-Security-Policy"]

    def served(route: Route) -> None:
        route.fulfill(status=200, headers=dict(answer.headers) | {"content-length": str(len(answer.content))}, body=answer.content)

    address = f"https://minqing.invalid/sheet/{CODE}"
    looked.page.route(address, served)
    looked.page.goto(address)
    assert (looked.asked, looked.said) == ([address], [])
    assert looked.page.locator(".leaflet-overlay-pane path").count() == 24 + answer.text.count('<td class="code">')
    assert "网格员赵 0511-85000001" in words(looked.page, ".register")
    assert "环1" in words(looked.page, ".leaflet-marker-pane")
    looked.page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.intruder = 1'}))")
    assert looked.page.evaluate("window.intruder") is None


def test_nothing_personal_of_a_resident_is_on_it(lived_in: Site):
    page = lived_in.as_(desk_chen).get(f"/sheet/{CODE}").text
    assert "锦绣花园1号楼" in page
    secrets = (*(value for value in RESIDENT.values() if isinstance(value, str)), *RESIDENT["needs"], REPORTER, TEXT)
    assert not [secret for secret in secrets if secret in page]
    assert not re.search(r"hh-[0-9a-z]{4,}|psn-[0-9a-z]{4,}|tkt-[0-9a-z]{4,}", page)
    assert f"2单元{ROOM}" not in page and f"2-{ROOM}" not in page


def test_a_warden_sees_the_own_grids_and_the_public_nothing(lived_in: Site):
    page = lived_in.as_(warden_zhao).get(f"/sheet/{CODE}").text
    whole = lived_in.as_(reporter_xu).get(f"/sheet/{CODE}").text
    assert page.count('<td class="code">') == 1 < whole.count('<td class="code">')
    assert "本人网格" in page and "本人网格" not in whole
    assert f"{CODE}<b>001</b>" in page and f"{CODE}<b>002</b>" not in page
    refused = lived_in.as_().get(f"/sheet/{CODE}")
    assert (refused.status_code, refused.json()["code"]) == (401, "auth.sign_in")


def test_it_shows_the_day_that_is_asked_for(lived_in: Site):
    early = lived_in.as_(reporter_xu).get(f"/sheet/{CODE}", as_of=(FIRST_DAY - timedelta(days=1)).isoformat())
    assert early.status_code == 200 and "尚无施行方案" in early.text and "锦社建〔2026〕1号" not in early.text
    assert "锦社建〔2026〕1号" in lived_in.as_(reporter_xu).get(f"/sheet/{CODE}").text


def test_an_unknown_community_is_told_so(lived_in: Site):
    assert lived_in.as_(reporter_xu).get("/sheet/110101001999").status_code == 404
    assert lived_in.as_(reporter_xu).get("/sheet/none").status_code in (400, 422)
