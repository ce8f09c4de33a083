"""The steps of a ticket and the clocks at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.cli import Desk
from tests.api.estate import write

CODE = "321111005001"
WHERE = ("--community", CODE)


@pytest.fixture(scope="module")
def desk(desk: Desk, estate: Path) -> Desk:
    return desk.with_estate(estate, CODE, "runzhou")


@pytest.mark.rule("R22")
def test_clocks_run_and_run_again(desk: Desk):
    asked = ("--category", "sanitation", "--text", "垃圾未清", "--on", "2025-03-03T09:00")
    ticket = desk.ask("ticket", "report", *WHERE, *asked)["number"]
    assert [one["steps"] for one in desk.ask("jobs", "run", "tickets")["acted"]] == [["ticket.escalated"]]
    assert desk.ask("jobs", "run", "tickets")["acted"] == []
    assert desk.ask("ticket", "clock", ticket)["is_overdue"] is True


def test_a_step_is_taken_with_the_fields_of_the_http_body(desk: Desk):
    ticket = desk.ask("ticket", "report", *WHERE, "--category", "sanitation", "--text", "楼道堆物")["number"]
    desk.ask("ticket", "step", ticket, "papers", "text=户口簿", "count=2")
    assert [one["kind"] for one in desk.ask("ticket", "affairs", *WHERE)["affairs"]] == ["papers"]
    assert desk.run("ticket", "step", ticket, "papers", "text=照片", "count=1", "--json").refused_with == "ticket.papers_asked_already"
    assert desk.run("ticket", "step", ticket, "papers", "text=照片", "count=many", "--json").refused_with == "http.input_invalid"
    assert desk.run("ticket", "step", ticket, "dance", "--json").refused_with == "ticket.step_unknown"
    assert desk.run("ticket", "step", ticket, "clock/approval", "--json").refused_with == "auth.role"


@pytest.mark.rule("G11", "G12")
def test_what_is_settled_on_the_spot_is_registered_and_what_is_not_goes_to_the_community(desk: Desk):
    asked = ("ticket", "report", *WHERE, "--category", "sanitation", "--text", "楼道堆物")
    done = desk.ask(*asked, "--done", "当场清走", "--satisfaction", 5)["number"]
    assert done in {one["number"] for one in desk.ask("ticket", "list", *WHERE, "--status", "closed")["tickets"]}
    wide = desk.run(*asked, "--done", "当场清走", "--scope", "regional", "--json")
    assert wide.refused_with == "ticket.not_on_the_spot"
    other = desk.ask(*asked)["number"]
    desk.ask("ticket", "classify", other, "regional", "coordination", "--reason", "几栋楼共用")
    desk.ask("ticket", "accept", other)
    (row,) = [one for one in desk.ask("ticket", "list", *WHERE, "--status", "accepted")["tickets"] if one["number"] == other]
    assert (row["scope"], row["handling"], row["level"]) == ("regional", "coordination", "community")
    desk.ask("ticket", "dispatch", other, "--level", "subdistrict", "--to", "subdistrict:321111005", "--supervisor")


@pytest.mark.rule("Y10", "C10", "E8", "D12")
def test_the_queue_is_taken_and_the_figures_are_printed(desk: Desk, tmp_path: Path):
    other = ("--community", "321111005002")
    desk.ask("import", "buildings", write(tmp_path), *other, "--name", "江滨", "--policy", "yixing")
    first, second = (desk.ask("ticket", "report", *other, "--category", one, "--text", "请办理") for one in ("culture", "sanitation"))
    assert [one["number"] for one in desk.ask("intake", "list", *other)["waiting"]] == [first["number"], second["number"]]
    assert desk.run("intake", "next", *other, "--category", "sanitation", "--json").refused_with == "intake.single_window"
    assert desk.ask("intake", "next", *other)["number"] == first["number"]
    assert second["number"] in desk.run("intake", "list", *other).text
    desk.ask("ticket", "handle", first["number"], "--text", "已办")
    desk.ask("ticket", "feed-back", first["number"], "--text", "已告知", "--satisfaction", 5)
    desk.ask("ticket", "close", first["number"])
    assert desk.ask("figures", "levels", *other)["levels"][0]["closed"] == 1
    assert "小事在网格内" in desk.run("figures", "levels", *other).text
    assert [one["category"] for one in desk.ask("figures", "durations", *other)["durations"]] == ["culture"]
    assert "个工作日" in desk.run("figures", "durations", *other).text
    desk.ask("ticket", "dispatch", second["number"], "--level", "subdistrict", "--to", "subdistrict:321111005")
    (owed,) = desk.ask("figures", "unanswered", *other)["unanswered"]
    assert (owed["number"], owed["is_late"]) == (second["number"], False)
    assert second["number"] in desk.run("figures", "unanswered", *other).text


@pytest.mark.rule("D16")
def test_a_case_is_written_and_waits_for_another_than_who_wrote_it(desk: Desk):
    asked = ("ticket", "report", *WHERE, "--category", "sanitation", "--text", "垃圾桶满了没人清")
    ticket = desk.ask(*asked, "--done", "当场清走")["ticket"]
    words = ("--title", "垃圾桶满溢", "--problem", "垃圾桶满了没人清运", "--remedy", "通知保洁加一班")
    case = desk.ask("register", "cases", "draft", *WHERE, "--ticket", ticket, *words)["id"]
    assert desk.run("register", "cases", "publication", case, "--json").refused_with == "case.writer_approves"
    assert desk.ask("intake", "similar", *WHERE, "--text", "楼下垃圾桶满了", "--category", "sanitation")["cases"] == []
    assert "相近案例" in desk.run("intake", "similar", *WHERE, "--text", "楼下垃圾桶满了").text
    assert [one["status"] for one in desk.ask("register", "show", "cases", *WHERE)["lines"]] == ["drafted"]


def test_what_is_known_of_a_place_is_told_before_anything_is_registered(desk: Desk):
    told = desk.ask("intake", "place", *WHERE, "--address", "锦绣花园2号楼", "--category", "sanitation")
    assert (told["address"], told["responsible"], told["deadline"]["clock"]) == ("锦绣花园2号楼", "desk", "working_days")
    assert desk.run("intake", "place", *WHERE, "--address", "没有的地方", "--json").refused_with == "address.unknown"


@pytest.mark.rule("R22")
def test_a_sheet_of_the_hotline_is_checked_taken_and_found_again(desk: Desk, tmp_path: Path):
    sheet = tmp_path / "派单.csv"
    sheet.write_bytes(
        "工单编号,受理时间,诉求类别,诉求内容\r\nRX-1,2025-03-03 09:00,市容环卫,垃圾未清\r\nRX-2,昨天,市容环卫,不详\r\n".encode("gb18030")
    )
    take = ("integration", "take", "hotline12345", sheet, *WHERE)
    assert desk.ask(*take, "--check")["counts"] == {"rows": 2, "fit": 1, "refused": 1}
    taken = desk.ask(*take)
    assert (taken["counts"], taken["rows"][1]["code"]) == ({"rows": 2, "taken": 1, "refused": 1}, "incoming.time_unreadable")
    assert desk.ask(*take)["counts"] == {"rows": 2, "known": 1, "refused": 1}
    assert "此编号已登记过" in desk.run(*take).text
    assert [row["result"] for row in desk.ask(*take[: -len(WHERE)], "--area", WHERE[1][:6])["rows"]].count("known") == 1
    assert desk.run(*take, "--area", WHERE[1][:6]).exit_code == 2, "one of both"
    assert desk.ask("integration", "find", "hotline12345", "RX-1", *WHERE)["number"] == taken["rows"][0]["number"]
    assert {one["source"] for one in desk.ask("integration", "list")["sources"]} >= {"hotline12345", "department_returns"}
    broken = tmp_path / "snapshots.toml"
    broken.write_text('title = "随手拍"', encoding="utf-8")
    assert desk.run("integration", "check", broken).exit_code == 1


def test_any_figure_is_shown_or_becomes_a_file(desk: Desk, tmp_path: Path):
    assert {one["figure"] for one in desk.ask("figures", "list")["figures"]} >= {"rates", "load", "visits", "modules"}
    shown = desk.ask("figures", "show", "tickets", *WHERE, "--since", "2025-01-01", "--until", "2026-01-01")
    assert (shown["since"], shown["rows"]) == ("2025-01-01", [])
    assert "处置率" in desk.run("figures", "show", "rates", *WHERE).text
    for suffix, begins in ((".csv", b"\xef\xbb\xbf"), (".xlsx", b"PK"), (".svg", b"<svg")):
        file = tmp_path / f"各率{suffix}"
        desk.run("figures", "show", "rates", "--area", CODE[:6], "--out", file)
        assert file.read_bytes().startswith(begins)
    assert desk.run("figures", "show", "happiness", *WHERE, "--json").refused_with == "figure.unknown"
