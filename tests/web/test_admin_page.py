"""系统管理 in a real browser: 何 opens an account and hands over its code, sees who is locked out, and is refused what is not an
administrator's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from api import basemap
from api.access import started
from api.context import Office
from api.databases import Databases
from tests.api import estate
from tests.api.test_basemap import write_tiles
from tests.people import OFFICE, PASSWORD, Named, admin_he, auditor_zhou, desk_chen, reporter_xu
from tests.web.conftest import PHONE, SHOTS, TOO_SMALL, Window, installed

pytestmark = pytest.mark.story
Opened = Callable[..., Window]


@pytest.fixture(scope="module")
def office(
    new_database: Callable[[], AbstractContextManager[Databases]], tmp_path_factory: pytest.TempPathFactory, pages: None
) -> Iterator[Office]:
    """An installation on its first day: its people and nothing else."""
    with installed(new_database, tmp_path_factory.mktemp("home"), OFFICE) as office:
        yield office


@pytest.fixture(scope="module")
def he(browser: Browser, address: str) -> Iterator[Window]:
    """何 at the desk, signed in once for the whole story."""
    window = Window(browser, address)
    at(window, admin_he)
    yield window
    window.close()


def at(window: Window, person: Named) -> Page:
    window.sign_in(person.account, PASSWORD, "/admin")
    window.page.get_by_role("heading", name="系统管理").wait_for()
    return window.page


def turn(window: Window, part: str) -> Page:
    """To a part of the page, read anew."""
    window.page.goto(f"{window.address}/admin?part={part}")
    window.page.locator("main section").first.wait_for()
    return window.page


def sheet(page: Page, account: str) -> Locator:
    page.get_by_role("button", name=f"管理 {account}", exact=True).click()
    return page.get_by_role("dialog")


def test_an_account_is_opened_and_its_code_handed_over(he: Window, address: str) -> None:
    page = turn(he, "accounts")
    page.get_by_role("button", name="开设账号").click()
    form = page.get_by_role("dialog")
    form.get_by_label("岗位").select_option("desk")
    form.get_by_label("账号").fill("gu")
    form.get_by_label("姓名").fill("社区顾")
    form.get_by_role("button", name="开设", exact=True).click()
    code = page.get_by_role("dialog", name="一次性验证码").locator("code").inner_text().replace(" ", "")
    page.get_by_role("button", name="知道了").click()
    page.get_by_role("row", name="社区顾").get_by_text("验证码至").wait_for()
    given = {"account": "gu", "code": code, "new": "three unrelated words"}
    assert httpx2.post(f"{address}/api/password/redemption", json=given).status_code == 204
    page.get_by_label("查找").fill("顾")
    assert page.get_by_role("row").count() == 2
    he.accessible()


def test_whoever_mistyped_is_let_in_again_and_a_session_ended(he: Window, address: str) -> None:
    for _ in range(5):
        httpx2.post(f"{address}/api/session", json={"account": "xu", "password": "not-the-password"})
    page = turn(he, "accounts")
    page.get_by_label("状态").select_option("已锁定")
    dialog = sheet(page, reporter_xu.account)
    dialog.get_by_text("失败 5 次").wait_for()
    dialog.get_by_role("button", name="解除锁定").click()
    dialog.get_by_role("button", name="确认解除锁定").click()
    dialog.get_by_text("已办：解除锁定").wait_for()
    entered = httpx2.post(f"{address}/api/session", json={"account": "xu", "password": PASSWORD})
    assert entered.status_code == 200
    dialog.get_by_role("button", name="关闭").click()
    page.get_by_label("状态").select_option("全部状态")
    dialog = sheet(page, reporter_xu.account)
    dialog.get_by_role("listitem").get_by_role("button", name="结束").click()
    dialog.get_by_text("没有登录中的会话").wait_for()
    token = {"Authorization": f"Bearer {entered.json()['token']}"}
    assert httpx2.get(f"{address}/api/session", headers=token).status_code == 401


def test_an_account_is_closed_reopened_and_given_another_role(he: Window) -> None:
    page = turn(he, "accounts")
    dialog = sheet(page, desk_chen.account)
    for act in ("停用", "恢复"):
        dialog.get_by_role("button", name=act, exact=True).click()
        dialog.get_by_role("button", name=f"确认{act}").click()
        dialog.get_by_text(f"已办：{act}").wait_for()
    for role, called in (("approver", "审批人"), ("desk", "社区工作台")):
        dialog.get_by_role("button", name="变更岗位").click()
        dialog.get_by_role("combobox", name="岗位").select_option(role)
        dialog.get_by_role("button", name="确认变更岗位").click()
        page.locator("tr", has_text="社区陈").filter(has_text=called).wait_for()


def test_the_own_account_is_not_ones_own_to_administer(he: Window) -> None:
    page = turn(he, "accounts")
    dialog = sheet(page, admin_he.account)
    dialog.get_by_text("这是您自己的账号").wait_for()
    assert dialog.get_by_role("button", name="停用").count() == 0


def test_the_state_is_read_and_a_read_model_rebuilt(he: Window, office: Office) -> None:
    with office.app_pool.connection() as connection:
        started.note_settings(connection, office.settings.model_copy(update={"pace": False}), office.clock())
    page = turn(he, "state")
    walls = page.get_by_role("region", name="防线与设置")
    expect(walls).to_contain_text("数据库内的函数、触发器、行级策略与权限未变")
    expect(walls.get_by_role("listitem").filter(has_text="请求限速已关闭")).to_contain_text("MINQING_PACE")
    page.get_by_role("region", name="备份").get_by_text("没有做过备份").wait_for()
    page.get_by_role("button", name="重建 rota").click()
    page.get_by_text("重建完成：2 张表逐行一致").wait_for()
    page.get_by_text("minqing backup").wait_for()  # what stays on the console is named


def test_a_years_table_is_entered_by_document(he: Window, request: pytest.FixtureRequest) -> None:
    page = turn(he, "calendar")
    page.get_by_label("年份").fill("2027")
    page.get_by_label("年份").press("Tab")
    page.get_by_text("日历未发布").wait_for()
    page.get_by_role("button", name="登记放假调休表").click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="表").fill("2027-02-05，放假\n2027年2月14日，上班\n2027-02-30，放假")
    form.get_by_text("看不懂的行：3").wait_for()
    form.get_by_role("textbox", name="表").fill("2027-02-05，放假\n2027年2月14日，上班")
    form.get_by_text("将改动 2 天").wait_for()
    form.get_by_label("文号").fill("国办发明电〔2026〕7号")
    form.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("已登记，改动 2 天").wait_for()
    page.get_by_title("2027-02-14 调休上班 按文件调整").wait_for()
    assert page.get_by_role("row", name="2027-02-14").get_by_role("cell").nth(4).inner_text() == "he"
    if request.config.getoption("--shots"):
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=SHOTS / "admin.png")


def test_a_community_follows_another_profile(he: Window, address: str) -> None:
    token = httpx2.post(f"{address}/api/session", json={"account": "he", "password": PASSWORD}).json()["token"]
    given = {"code": "321111009001", "name": "锦绣社区", "profile": "changxing", "reason": "新设"}
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "registered-once"}
    assert httpx2.post(f"{address}/api/communities", json=given, headers=headers).status_code == 201
    page = turn(he, "rules")
    page.get_by_role("button", name="改行 锦绣社区").click()
    form = page.get_by_role("dialog")
    runzhou = form.get_by_label("改为").locator("option", has_text="runzhou@")
    form.get_by_label("改为").select_option(runzhou.get_attribute("value"))
    form.get_by_text("条规定不同").wait_for()
    form.get_by_label("理由").fill("一式两化")
    form.get_by_label("文号").fill("润社〔2026〕3号")
    form.get_by_role("button", name="改行此制度").click()
    page.get_by_text("锦绣社区自此行").wait_for()
    page.get_by_role("row", name="润社〔2026〕3号").get_by_role("button").first.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("查找规定").fill("bands.grid.block")
    sheet.get_by_role("listitem").filter(has_text="bands.grid.block").locator("blockquote").wait_for()
    he.accessible()


def test_a_new_community_comes_with_its_buildings(he: Window, tmp_path: Path) -> None:
    page = turn(he, "imports")
    page.get_by_role("combobox", name="社区", exact=True).select_option("新社区…")
    page.get_by_label("12 位代码").fill("321111009003")
    page.get_by_label("名称").fill("翠湖社区")
    policy = page.get_by_role("combobox", name="制度")
    policy.select_option(policy.locator("option", has_text="润州").get_attribute("value"))
    page.get_by_label("文件", exact=True).set_input_files(estate_with_a_fault(tmp_path))
    assert page.get_by_role("button", name="导入", exact=True).is_disabled()
    page.get_by_role("button", name="预看").click()
    page.get_by_text("预看：尚未写入").wait_for()
    assert page.get_by_role("definition").nth(0).inner_text() == "24"
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载拒收的行").click()
    assert len(waiting.value.path().read_text("utf-8-sig").splitlines()) == 2
    page.get_by_role("button", name="导入", exact=True).click()
    page.get_by_text("已导入").wait_for()
    page.get_by_role("region", name="历次导入").get_by_role("row", name="新登记楼栋 24").wait_for()
    he.accessible()


def estate_with_a_fault(folder: Path) -> Path:
    """24 slabs, and one without a shape."""
    file = estate.write(folder)
    drawn = json.loads(file.read_text())
    drawn["features"].append(estate.feature(25, 7, 0) | {"geometry": None})
    file.write_text(json.dumps(drawn))
    return file


def test_residents_are_the_desks_to_bring(address: str, opened: Opened, tmp_path: Path) -> None:
    window = opened(address)
    page = at(window, desk_chen)
    page.get_by_role("button", name="导入与新社区").click()
    page.get_by_role("combobox", name="社区", exact=True).select_option("321111009003")
    sheet = tmp_path / "住户.csv"
    sheet.write_text("户号,姓名,与户主关系,门牌\n1,张一,户主,锦绣花园1号楼2单元301\n2,李二,户主,没有的小区9号楼\n", "utf-8")
    page.get_by_label("文件", exact=True).set_input_files(sheet)
    page.get_by_role("button", name="预看").click()
    page.get_by_role("cell", name="门牌找不到对应楼栋").wait_for()
    page.get_by_role("button", name="导入", exact=True).click()
    page.get_by_text("已导入").wait_for()
    page.get_by_role("region", name="历次导入").get_by_role("row", name="chen").wait_for()
    assert page.get_by_role("button", name="账号").count() == 0


def test_a_file_of_tiles_is_laid_under_the_maps(he: Window, office: Office) -> None:
    write_tiles(basemap.folder(office.settings) / "town.pmtiles")
    page = turn(he, "basemap")
    page.get_by_text("从未选过").wait_for()
    page.get_by_role("combobox", name="种类").select_option("pmtiles")
    page.get_by_label("图上注明").fill("© 测绘院")
    page.get_by_label("居民触摸屏（/kiosk）也用").check()
    with page.expect_response(lambda answer: answer.url.endswith("/file?of=" + stamp(office)) and answer.status == 206):
        page.get_by_role("button", name="选定", exact=True).click()
    page.get_by_text("已选定").wait_for()
    page.locator(".maplibregl-ctrl-attrib", has_text="© 测绘院").wait_for()
    page.get_by_role("paragraph").filter(has_text="现用").get_by_text("居民可见").wait_for()
    he.accessible()
    page.get_by_role("combobox", name="种类").select_option("none")
    page.get_by_role("button", name="选定", exact=True).click()
    page.get_by_role("region", name="历次选定").get_by_role("row", name="无底图").first.wait_for()


def stamp(office: Office) -> str:
    return str(int((basemap.folder(office.settings) / "town.pmtiles").stat().st_mtime))


def test_auditors_read_and_others_have_nothing_here(address: str, opened: Opened) -> None:
    page = at(opened(address), auditor_zhou)
    assert page.get_by_role("button", name="开设账号").count() == 0
    sheet(page, admin_he.account).get_by_text("审计岗位只读").wait_for()
    other = opened(address)
    other.sign_in(reporter_xu.account, PASSWORD, "/admin")
    other.page.get_by_text("没有您的岗位要办的事").wait_for()


PARTS = ("accounts", "state", "rules", "calendar", "imports", "basemap")


def test_everybody_can_use_it(address: str, opened: Opened, he: Window) -> None:
    phone = opened(address, PHONE)
    at(phone, admin_he)
    for part in PARTS:
        for window in (he, phone):
            page = turn(window, part)
            window.accessible()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), part
        assert page.evaluate(TOO_SMALL) == []
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Administration").wait_for()
