"""报表 in a real browser: a reporter picks community and month, reads a figure with its definition, and the file says the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route
from pypdfium2 import PdfDocument

from api import demo
from api.context import CHINA
from tests.web.conftest import DESK, PHONE, SHOTS, Window

pytestmark = pytest.mark.story
Opened = Callable[..., Window]
CODE = 15
TODAY = datetime.now(CHINA).date()
HEAD_PT = 14 / 25.4 * 72
"""The upper margin of a printed page."""


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title, exact=True)


def lines(figure: Locator) -> list[list[str | float]]:
    """The table as it is read, headings first."""
    rows = figure.locator("thead tr, tbody tr").evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.innerText))")
    return [[plain(cell.replace(",", "")) for cell in row] for row in rows]


def downloaded(page: Page, figure: Locator) -> list[list[str | float]]:
    with page.expect_download() as waiting:
        figure.get_by_role("link", name="CSV").click()
    rows = csv.reader(io.StringIO(waiting.value.path().read_text(encoding="utf-8-sig")))
    return [[plain(cell) for cell in row] for row in rows]


def plain(cell: str) -> str | float:
    """A number as one, but for the codes of grids; what is missing is a dash to the eye."""
    try:
        return cell if len(cell) == CODE else float(cell)
    except ValueError:
        return cell or "–"


def counting(window: Window, account: str) -> Page:
    window.sign_in(account, demo.PASSWORD, "/report")
    card(window.page, "户数与人口").wait_for()
    window.page.locator("main[aria-busy=false]").wait_for()
    return window.page


@pytest.fixture
def reporter(served: str, opened: Opened) -> Window:
    window = opened(served)
    counting(window, "reporter")
    return window


def test_the_reporter_reads_a_figure_with_its_definition_and_the_file_says_the_same(
    reporter: Window, request: pytest.FixtureRequest
) -> None:
    page = reporter.page
    tickets = card(page, "各网格工单")
    assert "在办、逾期：截至日的状态" in tickets.inner_text() and "依据" in tickets.inner_text()
    tickets.locator("svg path").nth(4).wait_for(state="attached")
    assert "登记" in (tickets.locator(".picture").get_attribute("aria-label") or "")
    for title in ("各网格工单", "户数与人口", "走访覆盖", "办结层级", "减负指数"):
        figure = card(page, title)
        assert downloaded(page, figure) == lines(figure)
    reporter.accessible()
    if request.config.getoption("--shots"):
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=SHOTS / "report.png")


def test_the_frame_and_the_first_figure_wait_for_no_other(served: str, reporter: Window) -> None:
    page = reporter.page
    wanted, others = lines(card(page, "户数与人口")), lines(card(page, "走访覆盖"))
    held: list[Route] = []
    page.route(lambda url: urlsplit(url).path.endswith(f"/{demo.CODE}/figures"), lambda route: held.append(route))
    page.goto(f"{served}/report")
    card(page, "户数与人口").locator("tbody tr").first.wait_for()
    assert lines(card(page, "户数与人口")) == wanted
    assert "口径" in card(page, "走访覆盖").inner_text() and "正在统计" in card(page, "走访覆盖").inner_text()
    reporter.accessible()
    held[0].continue_()
    page.locator("main[aria-busy=false]").wait_for()
    assert lines(card(page, "走访覆盖")) == others


def test_a_figure_on_the_map_grid_by_grid(reporter: Window) -> None:
    """The same numbers as its table, a darker tint for more of it; no WebGL is asked for."""
    page = reporter.page
    shown = card(page, "一图看网格")
    shown.get_by_label("指标").select_option("visits.households")
    told = {row[0][-3:]: row[2] for row in lines(card(page, "走访覆盖"))[1:]}
    labels = shown.locator("figure > svg text").evaluate_all("all => all.map(each => [each.firstChild.data, each.lastChild.textContent])")
    assert {code: plain(value.replace(",", "")) for code, value in labels} == told
    fills = shown.locator("figure > svg path").evaluate_all("all => all.map(each => each.getAttribute('fill'))")
    assert len(set(fills)) > 1


def test_another_month_and_one_grid(reporter: Window) -> None:
    page = reporter.page
    page.get_by_label("月份").fill("2020-01")
    page.get_by_text("期间 2020年1月1日 至 2020年1月31日").first.wait_for()
    card(page, "户数与人口").get_by_text("截至 2020年1月31日 24时").wait_for()
    assert parse_qs(urlsplit(page.url).query)["month"] == ["2020-01"]
    card(page, "户数与人口").get_by_text("没有生效的网格方案").wait_for()
    page.get_by_label("截至").fill(TODAY.isoformat())
    card(page, "户数与人口").get_by_text(f"截至 {TODAY:%Y年%-m月%-d日} ").wait_for()
    assert card(page, "各网格工单").get_by_text("期间 2020年1月1日 至 2020年1月31日").is_visible()
    wanted = lines(card(page, "户数与人口"))[2]
    page.get_by_role("combobox", name="网格").select_option(label=f"{wanted[1]}（{wanted[0]}）")
    page.locator("main[aria-busy=false]").wait_for()
    assert lines(card(page, "户数与人口"))[1:] == [wanted]
    assert downloaded(page, card(page, "户数与人口"))[1:] == [wanted]


def test_an_area_community_by_community_and_what_is_told_of_the_community_grid_by_grid(served: str, reporter: Window) -> None:
    """The address holds the choice; what is not told of an area says why."""
    page, scope = reporter.page, reporter.page.get_by_label("范围")
    scope.select_option(demo.CODE[:9])
    untold = card(page, "走访轮次")
    untold.get_by_text("由各社区自定起止").wait_for()
    page.locator("main[aria-busy=false]").wait_for()
    assert parse_qs(urlsplit(page.url).query)["area"] == [demo.CODE[:9]]
    assert not page.get_by_label("指标").is_visible() and not untold.get_by_role("link", name="CSV").is_visible()
    assert [line[1] for line in lines(card(page, "六清：尚缺件数"))] == ["社区", "锦绣社区"]
    for title in ("户数与人口", "办结层级", "走访事由"):
        assert downloaded(page, card(page, title)) == lines(card(page, title))
        assert {line[1] for line in lines(card(page, title))[1:]} == {"锦绣社区"}
    page.reload()
    page.locator("main[aria-busy=false]").wait_for()
    assert scope.input_value() == demo.CODE[:9]
    scope.select_option(demo.CODE)
    page.get_by_label("汇总").select_option("grid")
    levels = card(page, "办结层级")
    levels.get_by_text(f"{demo.CODE}001").first.wait_for()
    page.locator("main[aria-busy=false]").wait_for()
    assert downloaded(page, levels) == lines(levels) and parse_qs(urlsplit(page.url).query)["by"] == ["grid"]


def test_a_warden_sees_the_own_grids_and_is_told_so(served: str, opened: Opened, reporter: Window) -> None:
    gu = counting(opened(served), "warden_gu")
    gu.get_by_text("按网格的数只含您负责或代管的网格").wait_for()
    card(gu, "走访覆盖").get_by_text("只含您负责或代管的网格").wait_for()
    own, everything = lines(card(gu, "走访覆盖"))[1:], lines(card(reporter.page, "走访覆盖"))[1:]
    assert 0 < len(own) < len(everything) and [each for each in own if each not in everything] == []
    assert lines(card(gu, "办结层级")) == lines(card(reporter.page, "办结层级"))


def test_it_prints_without_what_is_for_the_screen(reporter: Window) -> None:
    page = reporter.page
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="打印").is_visible() and not page.get_by_role("link", name="CSV").first.is_visible()
    assert card(page, "办理时长与承诺").get_by_text("口径").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    printed = PdfDocument(page.pdf(prefer_css_page_size=True))
    assert all(one.get_width() > one.get_height() for one in printed), "A4 landscape"
    heads = [one.get_textpage().get_text_bounded(bottom=one.get_height() - HEAD_PT) for one in printed]
    assert len(heads) > 3 and all("锦绣社区 报表" in head and "期间" in head and "截至" in head for head in heads)


def test_the_sheet_the_weekly_report_and_ledgers_come_to_be_printed(served: str, reporter: Window, request: pytest.FixtureRequest) -> None:
    page = reporter.page
    for name, kind in (("民情图（A3，按比例尺） PDF", "pdf"), ("周报 DOCX", "wordprocessingml"), ("网格员台账 PDF", "pdf")):
        link = page.get_by_role("link", name=name)
        answer = page.request.get(served + str(link.get_attribute("href")))
        assert answer.ok and kind in answer.headers["content-type"]
    if request.config.getoption("--shots"):
        picture = str(page.get_by_role("link", name="民情图（A3，按比例尺） PDF").get_attribute("href")).replace(".pdf", ".png")
        (SHOTS / "sheet_a3.png").write_bytes(page.request.get(served + picture).body())


def test_a_resident_is_led_to_the_sign_in(served: str, opened: Opened) -> None:
    page = opened(served).page
    page.goto(f"{served}/report")
    page.get_by_role("button", name="登录").wait_for()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_everybody_can_use_it(served: str, opened: Opened, size: dict[str, int]) -> None:
    window = opened(served, size)
    page = counting(window, "auditor")
    page.get_by_role("button", name="English").click()
    page.get_by_role("article", name="Tickets by grid").locator("svg").wait_for()
    window.accessible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
