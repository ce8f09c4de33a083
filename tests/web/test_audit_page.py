"""The auditor's day: who answered for a door before and after a plan, under which document; what the journal proves, in the browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from api import demo
from api.context import Office
from api.demo.town import CODE
from tests.web.conftest import PHONE, SHOTS, Window
from tests.web.deskwork import seated

pytestmark = pytest.mark.story
Opened = Callable[..., Window]
DOOR, SHRUNK = "江畔云庭1号楼", "321111009001002"


@pytest.fixture
def key(demonstration: Office) -> Path:
    """What the auditor was handed on paper when the service was set up."""
    return demonstration.settings.notary_home / "log.key.pub"


def enter(opened: Opened, served: str, to: str = "/audit", **given: dict[str, int]) -> Window:
    window = opened(served, **given)
    window.sign_in("auditor", demo.PASSWORD, to)
    window.page.get_by_role("searchbox", name="查找").wait_for()
    return window


def look_up(page: Page, text: str) -> None:
    page.get_by_role("searchbox", name="查找").fill(text)
    page.get_by_role("button", name="查询").first.click()


def state(page: Page, field: str) -> Locator:
    return page.locator("#state tr", has=page.get_by_role("rowheader", name=field, exact=True)).locator("td").first


def test_who_was_responsible_for_a_door_before_and_after_a_plan(served: str, opened: Opened, request: pytest.FixtureRequest) -> None:
    window = enter(opened, served)
    page = window.page
    look_up(page, DOOR)
    page.get_by_role("heading", name=DOOR).wait_for()
    rows = page.get_by_role("region", name="由谁负责").get_by_role("row")
    before, after = rows.filter(has_text="12号").last, rows.filter(has_text=re.compile(r"〕6号")).first
    expect(before).to_contain_text("第2网格")
    expect(after).to_contain_text("江畔云庭网格")
    after.get_by_role("button").first.click()
    expect(page.locator("#state tr.changed").filter(has_text="网格").first).to_be_visible()
    expect(state(page, "名称")).to_have_text("江畔云庭网格")
    expect(state(page, "文号")).to_contain_text("〕6号")
    page.get_by_role("button", name="上一次变化").click()
    expect(state(page, "名称")).to_have_text("第2网格")
    expect(state(page, "文号")).to_contain_text("12号")
    page.get_by_role("slider", name="历次变化").press("ArrowRight")
    expect(state(page, "名称")).to_have_text("江畔云庭网格")
    expect(page.locator("#state tr.changed").filter(has_text="原 第2网格")).to_have_count(1)
    assert (
        page.locator("#state td")
        .filter(has_text=re.compile(r"^\s*[a-z]+(_[a-z]+)*\s*$"))
        .filter(has_not=page.get_by_role("button"))
        .count()
        == 0
    ), "coded values are said in words; what leads on is an account"
    window.accessible()
    if request.config.getoption("--shots"):
        page.evaluate("document.activeElement.blur()")
        page.screenshot(path=SHOTS / "audit.png")
    after.get_by_role("button", name="〕6号").click()
    decided = page.get_by_role("region", name="之下的决定")
    expect(decided.get_by_role("row").filter(has_text="发布方案")).to_contain_text("approver")


def test_what_was_known_on_an_earlier_day_is_told_apart(served: str, opened: Opened) -> None:
    page = enter(opened, served, f"/audit?about={DOOR}").page
    after = page.get_by_role("region", name="由谁负责").get_by_role("row").filter(has_text=re.compile(r"〕6号")).first
    after.get_by_role("button").first.click()
    on = page.get_by_label("何日情况").input_value()
    page.get_by_label("当时所知，截至").fill(f"{int(on[:4]) - 1}{on[4:]}")
    expect(page.locator("#state tr.differs").first).to_be_visible()
    expect(page.locator("#state")).to_contain_text("两时不同")
    page.get_by_role("button", name="改为今日所知").click()
    expect(page.locator("#state tr.differs")).to_have_count(0)


def test_a_border_before_and_after_on_the_map_building_by_building(served: str, opened: Opened) -> None:
    window = enter(opened, served, f"/audit?about={SHRUNK}")
    page = window.page
    borders = page.get_by_role("region", name="边界变化")
    borders.get_by_role("button", name="施行").nth(1).click()
    expect(borders.locator("#passed")).to_contain_text(DOOR)
    drawn = borders.locator("path.building.out")
    gone = borders.locator("#passed tr.out").count()
    assert gone > 1
    expect(drawn).to_have_count(gone)
    expect(borders.get_by_role("img")).to_have_attribute("aria-label", re.compile(r"划出 [\d,]{5,} 平方米"))
    borders.get_by_role("button", name="放大").click()
    window.accessible()


def test_the_history_is_narrowed_and_taken_along_as_a_sheet(served: str, opened: Opened) -> None:
    page = enter(opened, served, f"/audit?about={SHRUNK}").page
    history = page.get_by_role("region", name="全部经历")
    history.get_by_label("事项").select_option("plan.enacted")
    expect(history.locator("table.lines > tbody > tr")).to_have_count(3)
    with page.expect_download() as downloading:
        history.get_by_role("link", name="CSV").click()
    sheet = Path(downloading.value.path()).read_text(encoding="utf-8-sig")
    assert sheet.count("发布方案") == 3 and "登记住户" not in sheet
    page.get_by_role("button", name="事件表").click()
    page.get_by_label("类别").select_option("duty.")
    expect(page.get_by_role("row").filter(has_text="走访")).to_have_count(0)


def test_a_record_is_proved_in_the_browser_and_a_forged_one_is_not(served: str, opened: Opened, key: Path, tmp_path: Path) -> None:
    window = enter(opened, served, "/audit?view=proof")
    page = window.page
    page.get_by_label("或选择公钥文件").set_input_files(key)
    page.get_by_text("签名有效").wait_for()
    page.get_by_label("日志位置", exact=True).fill("20")
    page.get_by_role("region", name="核验记录").get_by_role("button", name="核验").click()
    expect(page.locator("#outcomes tr").filter(has_text="成立").last).to_contain_text("20")
    proof = page.evaluate("fetch('/api/proofs/inclusion?position=20').then((answer) => answer.json())")
    for name, change in {"actor": "nobody", "recorded_at": "2020-01-01T00:00:00.000000Z", "position": 21}.items():
        forged = tmp_path / f"{name}.json"
        forged.write_text(json.dumps(proof | {"record": proof["record"] | {name: change}}))
        page.get_by_label("或选择证明文件").set_input_files(forged)
        newest = page.locator("#outcomes tbody tr").first
        expect(newest).to_contain_text(f"位置 {21 if name == 'position' else 20} 不成立")
        expect(newest).to_have_class(re.compile("forged"))
    window.accessible()
    page.reload()
    page.get_by_text("未被回退").wait_for()
    look_up(page, DOOR)
    page.get_by_role("button", name="核验日志位置").first.click()
    expect(page.get_by_role("region", name="全部经历").get_by_text("成立")).to_be_visible()


def test_a_receipt_is_taken_kept_and_checked_from_its_file(served: str, opened: Opened, key: Path, tmp_path: Path) -> None:
    """Given a receipt that its author kept, when it is brought back, then it holds; one that was touched anywhere does not."""
    window = enter(opened, served, "/audit?view=proof")
    page = window.page
    page.get_by_label("或选择公钥文件").set_input_files(key)
    receipts = page.get_by_role("region", name="回执")
    receipts.get_by_label("命令的日志位置").fill("20")
    receipts.get_by_role("button", name="取回执").click()
    expect(receipts.get_by_role("status")).to_contain_text("成立")
    expect(receipts.get_by_role("status")).to_contain_text("各条都在")
    expect(receipts.locator("#received td.count").filter(has_text=re.compile("^20$"))).to_have_count(1)
    window.accessible()
    with page.expect_download() as downloading:
        receipts.get_by_role("link", name="保存回执").click()
    kept = json.loads(Path(downloading.value.path()).read_text())
    first, *others = kept["records"]
    touched = {
        "": kept,
        "不是这个公钥所签": kept | {"promise": kept["promise"].replace("\n\n", "\n1 " + "A" * 43 + "=\n\n", 1)},
        "不是同一条": kept | {"records": [first | {"actor": "nobody"}, *others]},
        "与公证所承诺": kept | {"records": others},
        "证明有误": kept | {"proofs": [one.replace("index ", "index 1", 1) for one in kept["proofs"]]},
        "无法读取": kept | {"promise": "believe me"},
    }
    for said, told in touched.items():
        (file := tmp_path / "receipt.json").write_text(json.dumps(told))
        receipts.get_by_label("或选择回执文件").set_input_files([])
        receipts.get_by_label("或选择回执文件").set_input_files(file)
        expect(receipts.get_by_role("status")).to_contain_text("✗ receipt.json：" if said else "receipt.json 公证于")
        expect(receipts.get_by_role("status")).to_contain_text(said)


def test_a_server_that_tells_a_line_otherwise_is_found_out(served: str, opened: Opened, key: Path) -> None:
    """Somebody between the journal and the auditor gives the deed to another account."""
    page = enter(opened, served, "/audit?view=proof").page
    page.get_by_label("或选择公钥文件").set_input_files(key)
    page.get_by_text("签名有效").wait_for()

    def bend(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        told["lines"][0]["who"]["actor"] = "nobody"
        route.fulfill(response=answer, json=told)

    page.route("**/api/audit/history/*", bend)
    look_up(page, DOOR)
    history = page.get_by_role("region", name="全部经历")
    history.get_by_role("button", name="全部核验").click()
    lines = history.locator("table.lines > tbody > tr")
    expect(history.get_by_text("成立", exact=False)).to_have_count(lines.count())
    expect(history.locator("tr.forged")).to_have_count(1)
    expect(history.locator("tr.forged")).to_contain_text(re.compile(r"nobody.*位置 \d+ 不成立"))


def test_another_log_s_key_proves_nothing(served: str, opened: Opened) -> None:
    page = enter(opened, served, "/audit?view=proof").page
    page.get_by_label("公钥", exact=True).fill("minqing+00000000+AAAA")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("alert").filter(has_text="这不是公钥").wait_for()


def test_what_an_account_did_and_what_was_told_late(served: str, opened: Opened) -> None:
    page = enter(opened, served, "/audit?view=account&about=approver").page
    expect(page.get_by_role("region", name="approver 经办的事项").get_by_role("row").filter(has_text="发布方案").first).to_be_visible()
    page.get_by_role("button", name="迟录与更正").click()
    page.get_by_role("button", name="不予、驳回、退回").click()
    expect(page.get_by_role("region", name="不予、驳回、退回").get_by_role("status")).to_contain_text("条")


def test_the_page_opens_with_what_an_auditor_asks_first(served: str, opened: Opened, key: Path) -> None:
    """Nothing is called proved before a key from elsewhere proves it."""
    desk = seated(opened(served), "desk").page.request
    home = desk.get(f"{served}/api/communities/{CODE}/households", params={"limit": 1}).json()["households"][0]["household"]
    assert desk.get(f"{served}/api/households/{home}", params={"purpose": "核对"}).ok
    window = enter(opened, served)
    page = window.page
    journal = page.get_by_role("region", name="日志")
    expect(journal.get_by_role("status")).to_contain_text("尚未核验")
    reader = page.get_by_role("region", name="谁查看了个人信息").get_by_role("row").filter(has_text="desk")
    expect(reader.get_by_role("cell").nth(2)).to_have_text(re.compile(r"[1-9]\d*"))
    recent = page.get_by_role("region", name="近 30 天")
    expect(recent.get_by_role("listitem")).to_have_text([re.compile(r"^\d[\d,]*\+? ")] * 5)
    window.accessible()
    recent.get_by_role("button", name="更正").click()
    expect(page.get_by_role("button", name="更正", exact=True)).to_have_attribute("aria-pressed", "true")
    page.go_back()
    journal.get_by_role("button", name="核验").click()
    page.get_by_label("公钥", exact=True).fill(key.read_text())
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("button", name="查一件事物").click()
    expect(journal.get_by_role("status")).to_contain_text("签名有效")
    reader.get_by_role("button", name="desk").click()
    page.get_by_role("region", name="desk 查看的个人信息").get_by_text("核对").first.wait_for()


def test_the_bundle_is_taken_along(served: str, opened: Opened) -> None:
    page = enter(opened, served, "/audit?view=proof").page
    with page.expect_download() as downloading:
        page.get_by_role("region", name="稽核包").get_by_role("link", name="下载").click()
    assert Path(downloading.value.path()).read_bytes()[:2] == b"PK"


def test_a_warden_sees_none_of_it(served: str, opened: Opened) -> None:
    window = opened(served)
    window.sign_in("warden_gu", demo.PASSWORD, "/audit")
    window.page.get_by_text("本页供审计员使用").wait_for()
    asked = (
        "audit/subject?text=approver",
        "audit/events?since=2026-01-01&until=2026-02-01",
        "proofs/inclusion?position=1",
        "proofs/bundle",
    )
    statuses = [window.page.evaluate("road => fetch('/api/' + road).then((answer) => answer.status)", road) for road in asked]
    assert statuses == [403] * len(asked)


def test_it_fits_a_phone(served: str, opened: Opened) -> None:
    window = enter(opened, served, f"/audit?about={DOOR}", size=PHONE)
    window.page.locator("#state").wait_for()
    assert window.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    window.accessible()
