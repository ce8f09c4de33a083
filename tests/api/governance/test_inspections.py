"""Inspections over whole HTTP: drawn by lot, published across the city, put right and verified."""

from __future__ import annotations

import psycopg
import pytest

from tests.api.governance.conftest import Town, registered
from tests.people import approver_wang, auditor_zhou, desk_chen, reporter_xu

HELD = {"title": "减负工作督查", "team": "市民政局检查组"}
NEIGHBOUR = "510402001002"


@pytest.mark.rule("Z20")
def test_the_communities_inspected_are_drawn_by_a_seed_nobody_chose(panzhihua: Town):
    registered(panzhihua.site, NEIGHBOUR, "panzhihua")
    early = panzhihua.post(auditor_zhou, "inspections", HELD | {"draw": 1}, status=409)
    assert early["code"] == "inspection.not_drawn"
    first = panzhihua.post(auditor_zhou, "inspection-draws", {}, status=201)
    assert first["drawn"] == []
    drawn = panzhihua.post(auditor_zhou, "inspection-draws", {}, status=201)
    assert (drawn["candidates"], len(drawn["drawn"])) == (2, 1)
    told = panzhihua.get(reporter_xu, "inspection-draws")
    assert [(one["number"], one["agrees"], one["seed"]) for one in told["draws"]] == [(1, True, drawn["seed"])]
    assert told["next_commitment"] == drawn["commitment"]
    assert [one["status"] for one in panzhihua.get(reporter_xu, "registers/draws")["lines"]] == ["drawn", "committed"]
    assert "seed" not in panzhihua.get(reporter_xu, "registers/draws")["lines"][1], "shown with its draw alone"
    chosen = Town(panzhihua.site, drawn["drawn"][0].removeprefix("com-"))
    assert chosen.post(auditor_zhou, "inspections", HELD | {"draw": 1}, status=201)["recorded"] == 1


def lose_the_key(town: Town, subject: str) -> None:
    """What is left of a key whose loss was decided: its fingerprint among the lost ones."""
    with psycopg.connect(town.site.office.databases.admin) as admin:
        admin.execute(
            "insert into vault.lost_key (subject, fingerprint, epoch) select subject, fingerprint, epoch from vault.subject_key"
            " where subject = %s",
            (subject,),
        )
        admin.execute("delete from vault.subject_key where subject = %s", (subject,))


def test_after_the_loss_of_the_key_another_seed_is_committed_and_drawing_goes_on(panzhihua: Town):
    before = panzhihua.get(reporter_xu, "inspection-draws")
    lose_the_key(panzhihua, panzhihua.get(reporter_xu, "registers/draws")["lines"][0]["lots"])
    anew = panzhihua.post(auditor_zhou, "inspection-draws", {"reason": "密钥丢失"}, status=201)
    assert anew["drawn"] == [] and anew["commitment"] != before["next_commitment"]
    assert panzhihua.get(reporter_xu, "inspection-draws")["next_commitment"] == anew["commitment"]
    drawn = panzhihua.post(auditor_zhou, "inspection-draws", {}, status=201)
    told = panzhihua.get(reporter_xu, "inspection-draws")["draws"]
    assert [(one["number"], one["agrees"]) for one in told] == [(1, True), (2, True)] and told[1]["seed"] == drawn["seed"]


@pytest.mark.rule("Z20", "P14")
def test_a_finding_is_published_put_right_and_verified(panzhihua: Town):
    held = panzhihua.post(approver_wang, "inspections", HELD, status=201)
    place = f"/inspections/{held['id']}"
    found = {"title": "仍悬挂六块部门牌子", "text": "门厅左侧，负责人张某"}
    panzhihua.post(approver_wang, f"{place}/findings", found, seen=1)
    panzhihua.post(approver_wang, f"{place}/publication", {"finding": 1, "document": "攀民通报〔2026〕1号"}, seen=2)
    panzhihua.post(approver_wang, f"{place}/demand", {"finding": 1}, seen=3)
    panzhihua.post(desk_chen, f"{place}/rectification", {"finding": 1, "text": "已摘牌"}, seen=4)
    neighbour = Town(panzhihua.site, NEIGHBOUR)
    (notice,) = neighbour.get(None, f"/public/communities/{NEIGHBOUR}/inspections")["findings"]
    assert (notice["title"], notice["status"], notice["notice"]) == ("仍悬挂六块部门牌子", "rectified", "攀民通报〔2026〕1号")
    assert "张某" not in str(notice)
    panzhihua.post(auditor_zhou, f"{place}/verification", {"finding": 1, "is_done": False}, seen=5)
    assert panzhihua.get(reporter_xu, "inspections")["counts"] == {"demanded": 1}
    stale = panzhihua.post(desk_chen, f"{place}/rectification", {"finding": 1, "text": "已摘牌"}, seen=5, status=412)
    assert stale["code"] == "http.version_passed"
    panzhihua.post(desk_chen, f"{place}/rectification", {"finding": 1, "text": "六块全部摘除"}, seen=7)
    panzhihua.post(auditor_zhou, f"{place}/verification", {"finding": 1, "is_done": True}, seen=8)
    told = panzhihua.get(reporter_xu, place)
    (finding,) = told["findings"]
    assert (finding["status"], finding["round"]) == ("verified", 2)
    assert [step["step"] for step in told["steps"]][-3:] == ["要求整改", "整改", "复查"]
    assert told["version"] == 9


@pytest.mark.rule("P14")
def test_what_was_seen_is_opened_for_a_purpose_alone(panzhihua: Town):
    (held,) = [one for one in panzhihua.get(reporter_xu, "registers/inspections")["lines"] if one["draw"] is None]
    place = f"/inspections/{held['inspection']}"
    assert "张某" not in str(panzhihua.get(reporter_xu, place))
    (finding,) = panzhihua.get(auditor_zhou, place, purpose="复核")["findings"]
    assert (finding["content"], finding["work"]) == ("门厅左侧，负责人张某", "六块全部摘除")
    assert panzhihua.site.as_(reporter_xu).get(f"/api{place}", purpose="复核").status_code == 403
