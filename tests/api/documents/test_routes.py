"""Documents over whole HTTP, as the people who ask for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

import docx
import pytest
from python_calamine import CalamineWorkbook

from api.context import CHINA, Actor
from api.documents import catalogue, shelf
from api.documents.past import as_it_stood
from api.documents.press import press
from api.documents.question import Question
from domain.governance.meeting import MeetingUnknown
from domain.ids import community_id
from tests.api import estate
from tests.api.conftest import Site
from tests.api.documents.printed import Printed
from tests.api.lived_in import CODE, COMMUNITY, SINCE, Town, at, settle
from tests.days import china_today
from tests.people import desk_chen, planner_lin, reporter_xu, warden_zhao

DOCUMENTS = f"{COMMUNITY}/documents"


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder)


def test_the_list_says_which_there_are_and_in_which_forms(site: Site, town: Town):
    found = {one["document"]: one for one in site.as_(planner_lin).get(DOCUMENTS).json()["documents"]}
    assert (found["sheet"]["title"], found["sheet"]["forms"], found["sheet"]["has_history"]) == ("民情图", ["pdf", "png"], True)


def test_the_sheet_comes_as_a_pdf_with_its_name(site: Site, town: Town):
    answer = site.as_(planner_lin).get(f"{DOCUMENTS}/sheet.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert "%E6%B0%91%E6%83%85%E5%9B%BE" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    told = Printed(answer.content)
    assert told.sizes == [(420.0, 297.0)]
    assert all(word in told.text() for word in (CODE, "锦绣社区", "网格员赵", "0511-85000001", "锦社建〔2026〕1号"))


def test_roads_that_came_with_buildings_are_on_it_however_late(site: Site, town: Town, folder: Path):
    """The land is cut by then, and stays as it is."""
    east, north = estate.WEST + 0.007, estate.SOUTH + 1.7 * estate.STEP_NORTH
    shape = {"type": "LineString", "coordinates": [[estate.WEST - 0.001, north], [east, north]]}
    road = {"type": "Feature", "properties": {"highway": "primary", "name": "迎春路"}, "geometry": shape}
    roads = ("道路.geojson", json.dumps({"type": "FeatureCollection", "features": [road]}).encode())
    file = estate.write(folder, "锦绣花园")
    made = site.as_(planner_lin).post(f"{COMMUNITY}/buildings", files={"file": (file.name, file.read_bytes()), "roads": roads})
    assert (made.status_code, made.json()["taken"], made.json()["lines"]) == (201, 0, 1)
    text = Printed(site.as_(planner_lin).get(f"{DOCUMENTS}/sheet.pdf").content).text()
    assert "迎春路" in text and "道路" in text


def test_it_comes_as_a_picture_too(site: Site, town: Town):
    answer = site.as_(planner_lin).get(f"{DOCUMENTS}/sheet.png")
    assert (answer.headers["content-type"], answer.content[:4]) == ("image/png", b"\x89PNG")


@pytest.mark.parametrize("person", [planner_lin, reporter_xu], ids=lambda person: person.role)
def test_nobody_who_lives_there_stands_on_it(person, site: Site, town: Town):
    text = Printed(site.as_(person).get(f"{DOCUMENTS}/sheet.pdf").content).text()
    assert not any(word in text for word in ("张三", "13800001234", "独居老人", "路灯不亮", *chain(*town.households)))


def test_a_warden_gets_the_own_grids(site: Site, town: Town):
    text = Printed(site.as_(warden_zhao).get(f"{DOCUMENTS}/sheet.pdf").content).text()
    assert "本人网格" in text
    assert "网格员孙" not in text
    assert site.as_(warden_zhao).get(f"{DOCUMENTS}/sheet.pdf", grid=town.grids[3]).status_code == 403


def test_it_tells_of_a_day_that_is_past(site: Site, town: Town):
    before = (SINCE - timedelta(days=1)).isoformat()
    text = Printed(site.as_(planner_lin).get(f"{DOCUMENTS}/sheet.pdf", as_of=before).content).text()
    assert before in text
    assert "尚无生效的网格划分方案" in text


# --- ledgers and registers


def test_a_ledger_is_masked_and_opened_for_a_purpose_that_is_written_down(site: Site, town: Town):
    masked = Printed(site.as_(reporter_xu).get(f"{DOCUMENTS}/residents.pdf").content)
    assert set(masked.sizes) == {(297.0, 210.0)}
    assert "张＊" in masked.text()
    assert not any(word in masked.text() for word in ("张三", "13800001234"))
    chen, before = site.as_(desk_chen), len(readings(site))
    opened = Printed(chen.get(f"{DOCUMENTS}/residents.pdf", purpose="年度核对").content).text()
    assert all(word in opened for word in ("张三", "13800001234", "查看用途：年度核对", "查看人：chen"))
    assert {(actor, purpose) for actor, purpose in readings(site)[before:]} == {("chen", "年度核对")}
    assert site.as_(reporter_xu).get(f"{DOCUMENTS}/residents.pdf", purpose="年度核对").json()["code"] == "auth.role"


def readings(site: Site) -> list[tuple[str, str]]:
    with site.office.reading() as connection:
        return connection.execute("select actor, purpose from vault.read_log order by id").fetchall()


def test_a_warden_prints_the_own_homes(site: Site, town: Town):
    text = Printed(site.as_(warden_zhao).get(f"{DOCUMENTS}/residents.pdf").content).text()
    assert all(home in text for home in town.households[0])
    assert not any(home in text for home in town.households[3])


def test_the_same_rows_come_as_a_workbook(site: Site, town: Town):
    answer = site.as_(desk_chen).get(f"{DOCUMENTS}/wardens.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert [row[3] for row in book.get_sheet_by_index(0).to_python()] == ["姓名（A岗）", "网格员赵", "网格员钱", "网格员孙", "网格员孙"]


@pytest.mark.parametrize("name", ["admissions", "seal", "commitments", "units"])
def test_a_register_that_holds_nothing_says_so_in_words(name: str, site: Site, town: Town):
    assert "没有登记内容" in Printed(site.as_(desk_chen).get(f"{DOCUMENTS}/{name}.pdf").content).text()


def test_many_rows_go_over_pages_under_one_head():
    rows = [["321111009001001", f"{number}号", "江畔云庭与滨河花园及纺机宿舍联合网格", "a" * 80] for number in range(120)]
    columns = [{"title": title, "width": 8.0} for title in ("网格编码", "楼栋地址", "管辖区域", "摘要")]
    told = shelf.example("table") | {"columns": columns, "rows": rows, "count": len(rows)}
    printed = Printed(press(shelf.template(None, "table"), "pdf", told, site_day()))
    pages = range(len(printed.sizes))
    assert len(pages) > 3
    assert all("网格编码楼栋地址管辖区域摘要" in printed.text(page) for page in pages)
    assert all(f"第{page + 1}页/共{len(pages)}页" in printed.text(page) for page in pages)
    assert "a" * 80 in printed.text()


def site_day() -> datetime:
    return datetime.combine(china_today(), time(9), CHINA)


# --- the weekly report, cards, meetings


def test_the_weekly_report_of_a_past_week_as_pdf_and_to_go_on_writing(site: Site, town: Town, meeting: str):
    """What was reported since is none of that week's open tickets."""
    chen, week = site.as_(desk_chen), {"as_of": SINCE.isoformat()}
    monday = SINCE - timedelta(days=SINCE.weekday())
    text = Printed(chen.get(f"{DOCUMENTS}/weekly_report.pdf", **week).content).text()
    assert all(word in text for word in ("周报", monday.isoformat(), f"本周受理工单{len(town.tickets)}件", f"未办结{len(town.tickets)}件"))
    written = words(chen.get(f"{DOCUMENTS}/weekly_report.docx", **week).content)
    assert monday.isoformat() in written
    assert f"本周受理工单{len(town.tickets)}件" in written


def words(content: bytes) -> str:
    """Of a Word document, tables included."""
    opened = docx.Document(BytesIO(content))
    cells = (cell.text for table in opened.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(each.text for each in opened.paragraphs), *cells))


def test_contact_cards_name_the_holder_and_nobody_who_lives_there(site: Site, town: Town):
    chen = site.as_(desk_chen)
    assert "尚未发放联系卡" in Printed(chen.get(f"{DOCUMENTS}/cards.pdf").content).text()
    assert chen.post(f"{COMMUNITY}/telephones", {"hotline": "0511-85230000", "supervision": "0511-85230009"}).status_code == 200
    assert chen.post(f"{COMMUNITY}/cards", {"kind": "convenience"}).status_code == 201
    told = Printed(chen.get(f"{DOCUMENTS}/cards.pdf").content)
    assert all(word in told.text() for word in ("便民服务联系卡", "网格员赵", "0511-85230000", *chain(*town.households)))
    assert "张三" not in told.text()
    own = Printed(site.as_(warden_zhao).get(f"{DOCUMENTS}/cards.pdf").content).text()
    assert not any(home in own for home in town.households[3])
    assert site.as_(reporter_xu).get(f"{DOCUMENTS}/cards.pdf").json()["code"] == "auth.role"


@pytest.fixture(scope="module")
def meeting(site: Site, town: Town) -> str:
    """Convened by hand, with a ticket that reaches beyond its grid; held; one decision."""
    chen, begun = site.as_(desk_chen), (site.office.clock() - timedelta(hours=1)).isoformat()
    category = chen.get(f"{COMMUNITY}/tickets").json()["tickets"][0]["category"]
    hot = chen.post(f"{COMMUNITY}/tickets", {"category": category, "text": "全小区停水", "scope": "regional"}).json()["ticket"]
    body = {"title": "第四季度居民议事会", "starts_at": begun, "called": ["chen", "zhao", "lin"]}
    made = chen.post(f"{COMMUNITY}/meetings", body).json()["id"]
    for path, told in (
        ("agenda", {}),
        ("holding", {"came": ["chen", "zhao"], "late": ["zhao"]}),
        ("decisions", {"text": "由物业本月修好 <b>&", "tickets": [hot]}),
    ):
        assert chen.post(f"/api/meetings/{made}/{path}", told).status_code in (200, 201)
    return made


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_an_agenda_names_who_is_called_and_why_each_ticket_is_there(form: str, site: Site, meeting: str):
    text = text_of(site.as_(reporter_xu).get(f"/api/meetings/{meeting}/documents/agenda.{form}").content, form)
    assert [word for word in ("第四季度居民议事会", "社区陈", "网格员赵", "规划员林", "超出本网格") if word not in text] == []
    assert "停水" not in text, text


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_minutes_keep_what_was_decided_until_somebody_says_what_for(form: str, site: Site, meeting: str):
    path, chen = f"/api/meetings/{meeting}/documents/minutes.{form}", site.as_(desk_chen)
    shut = text_of(site.as_(reporter_xu).get(path).content, form)
    assert all(word in shut for word in ("内容密存", "社区陈", "规划员林"))
    assert "物业" not in shut
    before = len(readings(site))
    opened = text_of(chen.get(path, purpose="归档").content, form)
    assert "由物业本月修好" in opened
    assert "<b>&" in opened
    assert readings(site)[before:] == [("chen", "归档")]
    assert site.as_(planner_lin).get(path, purpose="归档").json()["code"] == "auth.role"


def text_of(content: bytes, form: str) -> str:
    return Printed(content).text() if form == "pdf" else words(content)


# --- as of a day that is past


def cells(answer: Any) -> list[list[str]]:
    """Of the first sheet, without its head."""
    assert answer.status_code == 200, answer.text
    return [
        [str(one) for one in row] for row in CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()[1:]
    ]


def test_ledgers_tell_who_lived_there_and_who_answered_on_a_past_day(site: Site, town: Town):
    chen, then, before = site.as_(desk_chen), SINCE + timedelta(days=1), SINCE - timedelta(days=1)
    shop = {
        "name": "刚开的杂货店",
        "kind": "shop",
        "activity": "零售",
        "people": 2,
        "party": "none",
        "party_members": 0,
        "building": town.buildings[0][0]["building"],
    }
    assert chen.post(f"{COMMUNITY}/organisations", shop).status_code == 201
    homes = set(chain(*town.households))
    for day, living, answering in ((then, homes, {"网格员赵"}), (before, set(), set())):
        asked = {"as_of": day.isoformat()}
        assert {row[1] for row in cells(chen.get(f"{DOCUMENTS}/residents.xlsx", **asked))} & homes == living
        assert {row[3] for row in cells(chen.get(f"{DOCUMENTS}/wardens.xlsx", **asked))} & {"网格员赵"} == answering
        assert cells(chen.get(f"{DOCUMENTS}/units.xlsx", **asked)) == []
        assert "没有登记内容" in (text := Printed(chen.get(f"{DOCUMENTS}/units.pdf", **asked).content).text())
        assert f"截至{day.isoformat()}" in text
    assert [row[1] for row in cells(chen.get(f"{DOCUMENTS}/units.xlsx"))] == ["刚开的杂货店"]
    assert [row[1] for row in cells(chen.get(f"{DOCUMENTS}/units.xlsx", as_of=china_today().isoformat()))] == ["刚开的杂货店"]


def test_cards_and_meetings_of_a_past_day_are_those_of_then(site: Site, town: Town, meeting: str):
    chen, day = site.as_(desk_chen), {"as_of": (china_today() - timedelta(days=1)).isoformat()}
    chen.post(f"{COMMUNITY}/cards", {"kind": "convenience"})
    assert "尚未发放联系卡" in Printed(chen.get(f"{DOCUMENTS}/cards.pdf", **day).content).text()
    assert chen.get(f"/api/meetings/{meeting}/documents/minutes.pdf", **day).json()["code"] == "meeting.unknown"
    convened = {"title": "补记的议事会", "starts_at": at(SINCE, 15), "called": ["chen"], "effective_at": at(SINCE, 9)}
    late = chen.post(f"{COMMUNITY}/meetings", convened).json()["id"]
    assert chen.post(f"/api/meetings/{late}/agenda", {}).status_code in (200, 201)
    assert chen.post(f"/api/meetings/{late}/holding", {"came": ["chen"], "late": []}).status_code in (200, 201)
    path = f"/api/meetings/{late}/documents/minutes.docx"
    assert "补记的议事会" in (then := words(chen.get(path, **day).content)) and "社区陈" in then
    assert "尚未召开" in then
    assert "尚未召开" not in words(chen.get(path).content)


@pytest.mark.parametrize("key", sorted(one.key for one in catalogue.ALL if one.has_history))
def test_each_is_made_as_of_a_past_day(key: str, site: Site, town: Town, meeting: str):
    """Of a day before the meeting there is none: nothing else is refused."""
    document, yesterday = catalogue.DOCUMENTS[key], site.office.clock() - timedelta(days=1)
    ctx, through = site.office.ctx(Actor("chen", "desk")), site.office.journal.head()
    with site.office.reading() as connection:
        asked = Question(ctx, connection, community_id(CODE), None, through, "核对", yesterday, meeting if document.of == "meeting" else "")
        with as_it_stood(document, asked) as then:
            if document.of == "meeting":
                with pytest.raises(MeetingUnknown):
                    catalogue.filled(document, then)
            else:
                assert catalogue.filled(document, then)["on"] == asked.on.isoformat()


# --- what there is not


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("letter.pdf", 404, "document.unknown"),
        ("sheet.docx", 404, "document.form_unknown"),
        ("sheet.exe", 422, "http.input_invalid"),
        ("residents.pdf?as_of=2199-01-01", 422, "document.day_ahead"),
        ("key_groups.pdf", 422, "ledger.purpose_needed"),
        ("minutes.pdf", 404, "document.unknown"),
    ],
)
def test_what_there_is_not_is_refused(path: str, status: int, code: str, site: Site, town: Town):
    name, _, day = path.partition("?as_of=")
    answer = site.as_(desk_chen).get(f"{DOCUMENTS}/{name}", **({"as_of": day} if day else {}))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-01T00:00:00+14:00", "1900-01-01", "9999-12-31", "2026-02-30", "１"])
def test_a_day_before_everything_or_none_at_all_breaks_nothing(day: str, site: Site, town: Town):
    for name in ("residents.xlsx", "units.xlsx", "seal.xlsx", "registers.xlsx", "cards.pdf"):
        assert site.as_(desk_chen).get(f"{DOCUMENTS}/{name}", as_of=day).status_code in (200, 404, 422)


def test_of_a_past_day_not_everything_is_made_for_everybody(site: Site, town: Town):
    """A pack tells of its own day; a warden sees single grids, and what is made anew is of the whole community."""
    day = {"as_of": SINCE.isoformat()}
    told = site.as_(desk_chen).get(f"/api/plans/{town.plan}/documents/hand_over.pdf", **day)
    assert (told.status_code, told.json()["code"]) == (422, "document.no_history")
    assert site.as_(warden_zhao).get(f"{DOCUMENTS}/residents.pdf", **day).json()["code"] == "document.no_history"
    assert site.as_(warden_zhao).get(f"{DOCUMENTS}/weekly_report.pdf", **day).status_code == 200


def test_a_meeting_or_plan_that_is_none_is_refused(site: Site, town: Town):
    chen = site.as_(desk_chen)
    assert chen.get("/api/meetings/mtg-0000000000000000/documents/agenda.pdf").json()["code"] == "meeting.unknown"
    assert chen.get("/api/plans/pln-0000000000000000/documents/hand_over.pdf").json()["code"] == "plan.unknown"


def leaves(told: object, path: str = "") -> set[str]:
    """The paths of what a content holds, as templates name them."""
    if isinstance(told, Mapping):
        return set().union(*(leaves(value, f"{path}.{key}" if path else key) for key, value in told.items()))
    if isinstance(told, list):
        return set().union(*(leaves(each, f"{path}[]") for each in told))
    return set() if told is None else {path}


def test_what_a_template_gets_was_told_to_who_writes_one(site: Site, town: Town, meeting: str):
    """No document holds a value that the list of fields leaves out."""
    ctx, subjects = site.office.ctx(Actor("chen", "desk")), {"community": "", "meeting": meeting, "plan": town.plan}
    through = site.office.freshen()
    for document in catalogue.DOCUMENTS.values():
        with site.office.reading() as connection:
            asked = Question(ctx, connection, community_id(CODE), None, through, purpose="核对", subject=subjects[document.of])
            content = catalogue.filled(document, asked)
        promised = {field.path for field in shelf.fields(document.template)}
        assert {path for path in leaves(content) if not any(f"{path}.".startswith((f"{one}.", f"{one}[]")) for one in promised)} == set()
