"""Who was responsible on a day, and by which filing; pairing help and activities counted from the journal."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.api.conftest import Site
from tests.api.governance.conftest import Town, registered
from tests.api.lived_in import CODE, at, settle
from tests.days import china_today
from tests.people import approver_wang, auditor_zhou, desk_chen, reporter_xu

TODAY = china_today()
POST = {"post": "segment_1", "title": "第一段区段管员", "duties": ["巡查本段", "登记无照经营"]}


@pytest.mark.rule("P10")
def test_who_was_responsible_is_told_by_the_filing_of_that_day(site: Site, folder: Path):
    settled, town = settle(site, folder, households=1), Town(site, CODE)
    first, second = (settled.wardens[name] for name in ("zhao", "qian"))
    march, may = TODAY - timedelta(days=60), TODAY - timedelta(days=10)
    town.post(desk_chen, "duty-filings", POST | {"effective_at": at(march)}, status=201)
    assert town.get(reporter_xu, "duty-filings")["not_filed_yet"] == ["segment_1"]
    filing = {"filed_with": "番禺分局", "document": "番工商备〔2026〕1号", "effective_at": at(march)}
    nobody = filing | {"holders": [{"post": "segment_1", "warden": "wdn-0000000000000000"}]}
    assert town.post(approver_wang, "duty-filings/filing", nobody, status=422)["code"] == "duty_filing.wardens_unknown"
    town.post(approver_wang, "duty-filings/filing", filing | {"holders": [{"post": "segment_1", "warden": first}]})
    later = {"filed_with": "番禺分局", "document": "番工商备〔2026〕2号", "effective_at": at(may)}
    town.post(approver_wang, "duty-filings/filing", later | {"holders": [{"post": "segment_1", "warden": second}]})
    for on, warden, number, document in ((march, first, 1, "番工商备〔2026〕1号"), (may, second, 2, "番工商备〔2026〕2号")):
        (line,) = town.get(reporter_xu, "registers/duty_posts", on=on.isoformat())["lines"]
        assert (line["warden"], line["filing"], line["filed_as"]) == (warden, number, document)
    assert town.get(reporter_xu, "registers/duty_posts", on=(march - timedelta(days=1)).isoformat())["lines"] == []
    (post,) = town.get(reporter_xu, "duty-filings")["posts"]
    assert (post["warden"], post["duties"]) == (second, POST["duties"])


@pytest.fixture(scope="module")
def changxing(site: Site) -> Town:
    return registered(site, "410108001001", "changxing")


@pytest.mark.rule("C11")
def test_activities_and_people_helped_are_counted_and_nobody_is_named(changxing: Town):
    given = {"giver": "party_member", "helped": 2, "text": "党员李某帮扶独居老人王某，每周买菜"}
    changxing.post(desk_chen, "pairings", given, status=201)
    changxing.post(desk_chen, "pairings", given | {"helped": 1}, status=201)
    changxing.post(desk_chen, "pairings/activities", {"title": "义诊周", "attendances": 80})
    changxing.post(desk_chen, "pairings/activities", {"title": "结对走访", "attendances": 3, "pairing": 1})
    unknown = changxing.post(desk_chen, "pairings/activities", {"title": "x", "attendances": 3, "pairing": 9}, status=404)
    assert unknown["code"] == "pairing.unknown"
    changxing.post(desk_chen, "pairings/end", {"pairing": 2})
    told = changxing.get(reporter_xu, "pairings")
    assert told["years"] == [{"year": TODAY.year, "activities": 2, "attendances": 83, "people_helped": 3}]
    assert told["reported_by_the_regulation"] == {"activities": 20, "attendances": 1000, "people_helped": 124}
    (running,) = changxing.get(reporter_xu, "registers/pairings")["lines"]
    assert "王某" not in str(running)
    (opened,) = changxing.get(auditor_zhou, "registers/pairings", purpose="核对")["lines"]
    assert "王某" in opened["content"]
    public = changxing.get(None, f"/public/communities/{changxing.code}/registers/activities")["lines"]
    assert [one["title"] for one in public] == ["义诊周", "结对走访"]
