"""What other systems hand in: a hotline's sheet and a department's returns, a result for every row, nothing twice, by a mapping file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from api.commands.incoming import incoming_id
from api.incoming.mapping import MappingInvalid, mappings, read
from api.texts import catalogue
from tests.api.conftest import Caller, Site
from tests.api.lived_in import COMMUNITY, SINCE, Town, settle
from tests.people import auditor_zhou, desk_chen, reporter_xu

HEAD = ["工单编号", "受理时间", "诉求类别", "诉求内容", "诉求地址", "来电人", "来电号码"]
DAY = f"{SINCE + timedelta(days=1)}"
LAMP = ["RX2026-0001", f"{DAY} 09:15:00", "公共设施", "路灯不亮", "锦绣花园3号楼2单元501", "李雷", "13800001111"]
NOISE = ["RX2026-0002", f"{DAY} 10:20", "邻里纠纷", '=HYPERLINK("http://x")夜里很吵', "不知道的地方", "", ""]
BAD_TIME = ["RX2026-0003", "昨天", "公共设施", "井盖丢了", "", "", ""]
BLANK = ["RX2026-0004", f"{DAY} 11:00", "公共设施", "", "", "", ""]
AHEAD = ["RX2026-0005", f"{SINCE + timedelta(days=800)} 11:00", "公共设施", "明年的事", "", "", ""]
NUMBER = ["王 五 138", f"{DAY} 11:00", "公共设施", "编号不像编号", "", "", ""]
ROWS = [LAMP, NOISE, BAD_TIME, BLANK, AHEAD, NUMBER]
RESULTS = ["taken", "taken", "refused", "refused", "refused", "refused"]
WHY = [
    "incoming.taken",
    "incoming.taken",
    "incoming.time_unreadable",
    "incoming.cell_missing",
    "incoming.time_ahead",
    "incoming.number_unfit",
]
HOTLINE, RETURNS = f"{COMMUNITY}/incoming/hotline12345", f"{COMMUNITY}/incoming/department_returns"


def as_csv(rows: list[list[str]], encoding: str, head: list[str] = HEAD) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([head, *rows])
    return out.getvalue().encode(encoding)


def as_xlsx(rows: list[list[str]], head: list[str] = HEAD) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["12345 派单导出"])
        for number, row in enumerate([head, *rows], 1):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def handed(caller: Caller, path: str, content: bytes, name: str = "派单.csv", *, check: bool = False) -> Any:
    return caller.post(path, files={"file": (name, content)}, params={"check": check})


def told(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 201, answer.text
    return answer.json()["rows"]


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder, households=1)


@pytest.fixture(scope="module")
def taken(site: Site, town: Town) -> list[dict[str, Any]]:
    """The hotline's sheet as its platform writes it, in GB18030."""
    return told(handed(site.as_(desk_chen), HOTLINE, as_csv(ROWS, "gb18030")))


def test_a_check_writes_nothing_and_says_what_would_be(site: Site, town: Town):
    head = site.office.journal.head()
    rows = told(handed(site.as_(desk_chen), HOTLINE, as_csv(ROWS, "utf-8-sig"), check=True))
    assert [row["result"] for row in rows] == ["fit", "fit", *RESULTS[2:]]
    assert site.office.journal.head() == head


def test_a_check_knows_a_number_that_stands_twice_and_what_the_rules_would_say(site: Site, town: Town):
    """Twice in a file is once taken in; a return before anybody accepted the ticket is refused in the check as it would be in earnest."""
    chen = site.as_(desk_chen)
    lamp, noise = ([one[0].replace("RX2026", "RX2027"), *one[1:]] for one in (LAMP, NOISE))
    rows = told(handed(chen, HOTLINE, as_csv([lamp, noise, lamp], "utf-8"), check=True))
    assert [row["code"] for row in rows] == ["incoming.fit", "incoming.fit", "incoming.repeated"]
    assert site.office.vault.fingerprints({incoming_id("hotline12345", lamp[0])}) == {}
    earnest = told(handed(chen, HOTLINE, as_csv([lamp, noise, lamp], "utf-8")))
    assert [row["result"] for row in earnest] == ["taken", "taken", "known"] and earnest[0]["ticket"] == earnest[2]["ticket"]
    head = site.office.journal.head()
    given_back = [noise[0], "退回", "不是我们", f"{DAY} 16:00"]
    sheet = as_csv(
        [[lamp[0], "已办结", "好了", f"{DAY} 15:00"], given_back, given_back], "utf-8", ["工单编号", "办理结果", "办理情况", "办结时间"]
    )
    foreseen = told(handed(chen, RETURNS, sheet, check=True))
    assert [(row["result"], row["code"]) for row in foreseen] == [
        ("refused", "ticket.not_accepted"),
        ("fit", "incoming.fit"),
        ("known", "incoming.repeated"),
    ]
    assert site.office.journal.head() == head
    done = told(handed(chen, RETURNS, sheet))
    assert [row["result"] for row in done] == ["refused", "taken", "known"]


@pytest.mark.rule("Y10", "R22")
def test_every_row_has_a_result_and_is_taken_wholly_or_not_at_all(site: Site, taken: list[dict[str, Any]]):
    assert [(row["row"], row["result"], row["code"]) for row in taken] == list(zip(range(2, 8), RESULTS, WHY, strict=True))
    assert all(row["zh"] and row["en"] and not row["zh"].startswith("incoming.") for row in taken)
    words = str(taken)
    assert not [each for each in ("路灯", "李雷", "13800001111", "王") if each in words]
    lamp = site.as_(desk_chen).get(f"/api/tickets/{taken[0]['ticket']}", purpose="核对").json()
    assert (lamp["channel"], lamp["category"], lamp["status"]) == ("hotline_12345", "general_affairs", "reported")
    assert datetime.fromisoformat(lamp["reported_at"]) == datetime.fromisoformat(f"{DAY}T09:15:00+08:00")
    assert lamp["building"] and lamp["grid_then"]
    assert "路灯不亮" in str(lamp) and "锦绣花园3号楼2单元501" in str(lamp) and "李雷" in str(lamp)
    noise = site.as_(desk_chen).get(f"/api/tickets/{taken[1]['ticket']}").json()
    assert (noise["category"], noise["building"]) == ("public_order", None)


def test_the_same_numbers_again_in_whatever_form_double_nothing(site: Site, taken: list[dict[str, Any]]):
    chen, head = site.as_(desk_chen), site.office.journal.head()
    again = [handed(chen, HOTLINE, as_xlsx(ROWS), "派单.xlsx"), handed(chen, HOTLINE, as_csv(ROWS, "utf-8"))]
    named = [dict(zip(HEAD, row, strict=True)) for row in ROWS]
    again.append(chen.post(f"{HOTLINE}/rows", {"rows": named}))
    for answer in again:
        rows = told(answer)
        assert [row["result"] for row in rows] == ["known", "known", *RESULTS[2:]]
        assert [row.get("ticket") for row in rows] == [row.get("ticket") for row in taken]
    assert site.office.journal.head() == head
    found = site.as_(auditor_zhou).get(f"{HOTLINE}/RX2026-0001").json()
    assert (found["ticket"], found["number"]) == (taken[0]["ticket"], taken[0]["number"])
    nobodys = chen.get(f"{HOTLINE}/RX-nobody")
    assert (nobodys.status_code, nobodys.json()["code"]) == (404, "incoming.no_ticket")


def step(site: Site, ticket: str, name: str, **said: Any) -> None:
    done = site.as_(desk_chen).post(f"/api/tickets/{ticket}/{name}", said, seen=site.office.journal.versions([ticket])[ticket])
    assert done.status_code == 200, done.text


@pytest.mark.rule("R22")
def test_a_department_says_what_it_did_or_that_it_is_not_theirs(site: Site, taken: list[dict[str, Any]]):
    """By the hotline's number and by ours. Nothing was done of a ticket that nobody has accepted; the row comes again and is taken."""
    chen, (lamp, noise) = site.as_(desk_chen), (row["ticket"] for row in taken[:2])
    head = ["工单编号", "办理结果", "办理情况", "办结时间", "承办单位"]
    rows = [
        ["RX2026-0001", "已办结", "换了灯泡", f"{DAY} 15:00", "市政所"],
        [taken[1]["number"], "退回", "不属本单位", f"{DAY} 16:00", "派出所"],
        ["RX2026-9999", "已办结", "没有这张", f"{DAY} 15:00", "市政所"],
        ["RX2026-0001", "看情况", "用词不明", f"{DAY} 15:00", "市政所"],
    ]
    sheet = as_xlsx(rows, head)
    early = told(handed(chen, RETURNS, sheet, "回单.xlsx"))
    assert [row["code"] for row in early] == ["ticket.not_accepted", "incoming.taken", "incoming.no_ticket", "incoming.word_unknown_here"]
    step(site, lamp, "acceptance", effective_at=f"{DAY}T12:00:00+08:00")
    late = told(handed(chen, RETURNS, sheet, "回单.xlsx"))
    assert [row["result"] for row in late] == ["taken", "known", "refused", "refused"]
    assert [row["result"] for row in told(handed(chen, RETURNS, sheet, "回单.xlsx"))] == ["known", "known", "refused", "refused"]
    done = [one.name for one in site.office.journal.read(lamp)]
    assert done.count("ticket.handled") == 1
    assert [one.name for one in site.office.journal.read(noise)].count("ticket.clock_change_asked") == 1


def test_who_may_not_hand_in_and_what_is_no_source(site: Site, town: Town):
    assert handed(site.as_(reporter_xu), HOTLINE, as_csv([LAMP], "utf-8")).status_code == 403
    chen = site.as_(desk_chen)
    assert handed(chen, f"{COMMUNITY}/incoming/nobody", as_csv([LAMP], "utf-8")).json()["code"] == "incoming.source_unknown"
    without = handed(chen, HOTLINE, as_csv([["1"]], "utf-8", ["序号"]))
    assert (without.status_code, without.json()["code"]) == (422, "exchange.columns_missing")
    broken = handed(chen, HOTLINE, b"\x00\x01\x02" * 50, "派单.csv")
    assert broken.status_code == 422, broken.text


# --- mapping files

OURS = """
title = "随手拍"
english = "Snapshots"
kind = "intake"
channel = "snapshot"
key = ["number"]
times = ["%d.%m.%Y %H:%M"]
[columns]
number = ["编号"]
text = ["说明"]
category = ["类"]
[codes.category]
"垃圾" = ["general_affairs"]
"""
FAULTS = {
    "not_toml": ("title = ", "", "incoming.not_toml"),
    "key": ('colour = "red"\n' + OURS, "colour", "incoming.key_unknown"),
    "kind": (OURS.replace('"intake"', '"both"'), "kind", "incoming.kind_unknown"),
    "column": (OURS.replace('text = ["说明"]', ""), "columns.text", "incoming.column_missing"),
    "field": (OURS.replace('category = ["类"]', 'mood = ["心情"]'), "columns.mood", "incoming.field_unknown"),
    "time": (OURS.replace("%d.%m.%Y %H:%M", "%H:%M"), "times", "incoming.time_format"),
    "words": (OURS.replace('["编号"]', "7"), "columns.number", "incoming.not_words"),
    "class": (OURS + '[codes.scope]\n"全市" = "city"\n', "codes.scope.全市", "incoming.word_unknown"),
    "key_unfit": (OURS.replace('key = ["number"]', 'key = ["text"]'), "key", "incoming.key_unfit"),
    "channel": (OURS.replace('"snapshot"', '"随手拍"'), "channel", "incoming.text_unfit"),
}


@pytest.mark.parametrize("name", list(FAULTS))
def test_an_unsound_mapping_says_where_and_why(name: str, tmp_path: Path):
    content, key, reason = FAULTS[name]
    file = tmp_path / f"{name}.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(MappingInvalid) as refused:
        read(name, file)
    assert [refused.value.facts[each] for each in ("file", "key", "reason")] == [file.name, key, reason]
    assert reason in catalogue()


@pytest.fixture
def own(site: Site, tmp_path: Path) -> Iterator[Path]:
    """The office's folder of mapping files."""
    before = site.office.settings
    site.office.settings = before.model_copy(update={"sources": tmp_path})
    yield tmp_path
    site.office.settings = before


def test_an_office_adds_a_source_and_replaces_a_shipped_one_without_code(site: Site, town: Town, own: Path):
    (own / "snapshots.toml").write_text(OURS, encoding="utf-8")
    (own / "hotline12345.toml").write_text(OURS.replace("随手拍", "本市热线"), encoding="utf-8")
    assert {name: one.title for name, one in mappings(own).items()} == {
        "department_returns": "职能部门回单",
        "hotline12345": "本市热线",
        "snapshots": "随手拍",
    }
    chen = site.as_(desk_chen)
    (row, other) = told(
        chen.post(
            f"{COMMUNITY}/incoming/snapshots/rows",
            {"rows": [{"编号": "7", "说明": "满了", "类": "垃圾"}, {"编号": "8", "说明": "?", "类": "天气"}]},
        )
    )
    assert (row["result"], other["code"]) == ("taken", "incoming.word_unknown_here")
    assert chen.get(f"{COMMUNITY}/incoming/snapshots/7").json()["number"] == row["number"]
    (own / "broken.toml").write_text("title = 1", encoding="utf-8")
    refused = chen.get("/api/incoming")
    assert (refused.status_code, *(refused.json()["facts"][each] for each in ("file", "key"))) == (422, "broken.toml", "kind")
