"""One sheet of a district's hotline for two communities, and one of a department: each row goes where it belongs, or nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api import accounts
from tests.api import estate
from tests.api.conftest import Caller, Site
from tests.api.lived_in import NEXT_DOOR, Quarter
from tests.api.test_incoming import DAY, HEAD, as_csv, as_xlsx, handed, told
from tests.people import PASSWORD, Named, desk_chen, planner_lin, reporter_xu

HERE, THERE = Quarter(), NEXT_DOOR
HOTLINE, RETURNS = "/api/areas/321111/incoming/hotline12345", "/api/areas/321111009/incoming/department_returns"
bounded_wu = Named("bounded-wu", "desk", "邻社区吴")


def asks(number: str, address: str = "", community: str = "", text: str = "路灯不亮") -> list[str]:
    return [number, f"{DAY} 09:15:00", "公共设施", text, address, "李雷", "13800001111", community]


ROWS = [
    asks("Q1", "锦绣花园3号楼2单元501"),
    asks("Q2", "翠湖花园3号楼"),
    asks("Q3", "说不清的地方", "翠湖社区"),
    asks("Q4", "", f"{HERE.code}003"),
    asks("Q5", "翠湖花园3号楼", HERE.code),
    asks("Q6", "锦绣花园3号楼", "外地社区"),
    asks("Q7", "说不清的地方"),
    asks("Q8", "锦绣花园3号楼", text=""),
]
OWNERS = [HERE.code, THERE.code, THERE.code, HERE.code, HERE.code]
CODES = ["incoming.taken"] * 5 + ["incoming.community_unclear"] * 2 + ["incoming.cell_missing"]
COLUMNS = [*HEAD, "所属社区"]


@pytest.fixture(scope="module")
def district(site: Site, folder: Path) -> None:
    for each in (HERE, THERE):
        file = estate.write(folder, f"{each.name}花园", each.west)
        form = {"name": f"{each.name}社区", "policy": "erenhot"}
        answer = site.as_(planner_lin).post(f"{each.path}/buildings", files={"file": (file.name, file.read_bytes())}, data=form)
        assert answer.status_code == 201, answer.text
    with site.office.app_pool.connection() as connection:
        bound = (f"com-{THERE.code}",)
        accounts.open_account(connection, bounded_wu.account, "desk", PASSWORD, site.office.clock(), communities=bound)


@pytest.fixture(scope="module")
def taken(site: Site, district: None) -> list[dict[str, Any]]:
    """Said first, then done."""
    chen, head = site.as_(desk_chen), site.office.journal.head()
    foreseen = told(handed(chen, HOTLINE, as_csv([*ROWS, ROWS[1]], "gb18030", COLUMNS), check=True))
    assert [row["code"] for row in foreseen] == [code.replace("taken", "fit") for code in CODES] + ["incoming.repeated"]
    assert site.office.journal.head() == head
    return told(handed(chen, HOTLINE, as_csv(ROWS, "gb18030", COLUMNS)))


def test_each_row_is_taken_by_the_community_it_names_or_lies_in(site: Site, taken: list[dict[str, Any]]):
    assert [row["code"] for row in taken] == CODES
    assert [row["community"] for row in taken[:5]] == OWNERS
    chen = site.as_(desk_chen)
    for row, owner in zip(taken, OWNERS, strict=False):
        assert chen.get(f"/api/communities/{owner}/incoming/hotline12345/{row['source_number']}").json()["ticket"] == row["ticket"]
    assert [bool(row.get("building")) for row in taken[:5]] == [True, True, False, False, False], "an address elsewhere is no building here"


def test_again_in_whatever_form_doubles_nothing(site: Site, taken: list[dict[str, Any]]):
    chen, head = site.as_(desk_chen), site.office.journal.head()
    moved = [asks("Q1", "翠湖花园1号楼"), *ROWS[1:]]
    named = [dict(zip(COLUMNS, row, strict=True)) for row in moved]
    for answer in (handed(chen, HOTLINE, as_xlsx(ROWS, COLUMNS), "派单.xlsx"), chen.post(f"{HOTLINE}/rows", {"rows": named})):
        assert [row["result"] for row in told(answer)] == ["known"] * 5 + ["refused"] * 3
        assert [row.get("ticket") for row in told(answer)] == [row.get("ticket") for row in taken]
        assert answer.json()["counts"] == {"rows": 8, "known": 5, "refused": 3}
    assert site.office.journal.head() == head


def test_who_works_for_one_community_takes_in_its_rows_alone(site: Site, taken: list[dict[str, Any]]):
    wu = site.as_(bounded_wu)
    rows = told(
        handed(
            wu, HOTLINE, as_csv([asks("W1", "锦绣花园1号楼"), asks("W2", "", "锦绣社区"), asks("W3", "翠湖花园1号楼")], "utf-8", COLUMNS)
        )
    )
    assert [row["code"] for row in rows] == ["incoming.community_unclear"] * 2 + ["incoming.taken"]
    assert handed(wu, HOTLINE.replace("321111", "110101"), as_csv(ROWS, "utf-8", COLUMNS)).json()["code"] == "area.unknown"
    assert handed(site.as_(reporter_xu), HOTLINE, as_csv(ROWS, "utf-8", COLUMNS)).status_code == 403


def returns(caller: Caller, *numbers: str) -> list[tuple[str, str | None]]:
    head = ["工单编号", "办理结果", "办理情况", "办结时间", "承办单位"]
    sheet = as_csv([[number, "退回", "不属本单位", f"{DAY} 16:00", "派出所"] for number in numbers], "utf-8", head)
    return [(row["code"], row.get("community")) for row in told(handed(caller, RETURNS, sheet))]


def test_a_department_answers_to_several_communities_in_one_sheet(site: Site, taken: list[dict[str, Any]]):
    numbers = ("Q1", taken[1]["number"], "Q999")
    wanted = [(HERE.code, "taken"), (THERE.code, "taken")]
    assert returns(site.as_(desk_chen), *numbers) == [(f"incoming.{code}", owner) for owner, code in wanted] + [
        ("incoming.no_ticket", None)
    ]
    assert [code for code, _ in returns(site.as_(desk_chen), *numbers)] == ["incoming.known"] * 2 + ["incoming.no_ticket"]
    assert returns(site.as_(bounded_wu), "Q4") == [("incoming.no_ticket", None)]
