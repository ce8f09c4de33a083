"""Electronic copies over whole HTTP: certified once, reused, a demand for the original reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.policy import PolicyProfile
from tests.api.conftest import Site
from tests.api.governance.conftest import Town
from tests.api.lived_in import CODE, settle
from tests.api.test_ticket_steps import Case
from tests.people import auditor_zhou, desk_chen, reporter_xu

PAPER = {"paper": "居民户口簿"}


@pytest.mark.rule("Z3")
def test_what_is_held_is_reused_and_not_asked_for_again(site: Site, folder: Path):
    settled, town = settle(site, folder, households=1, policy="panzhihua"), Town(site, CODE)
    home, elsewhere = settled.households[0][0], settled.households[1][0]
    person = site.as_(desk_chen).get(f"/api/households/{home}").json()["members"][0]["person"]
    given = PAPER | {"household": home, "person": person, "text": "户号 3211110099，附件 SHA-256 9f86d081"}
    foreign = town.post(desk_chen, "copies", given | {"household": elsewhere}, status=403)
    assert foreign["code"] == "copy.person_elsewhere"
    held = town.post(desk_chen, "copies", given, status=201)
    again = town.post(desk_chen, "copies", given, status=409)
    assert (again["code"], again["facts"]["copy"]) == ("copy.already_held", 1)
    assert "攀枝花" in again["title"]
    place = f"/copies/{held['id']}"
    asked_of_whom_has_one(site, home, person)
    town.post(desk_chen, f"{place}/reuse", PAPER | {"department": "区教育局"}, seen=1)
    town.post(desk_chen, f"{place}/demand", PAPER | {"department": "区卫生健康局"}, seen=2)
    missing = town.post(desk_chen, f"{place}/reuse", {"paper": "结婚证", "department": "区教育局"}, seen=3, status=409)
    assert missing["code"] == "copy.not_held"
    assert town.get(desk_chen, "copies") == {"held": 1, "reused": 1, "demanded_again": {"区卫生健康局": 1}}
    assert "3211110099" not in str(town.get(desk_chen, place))
    (copy,) = town.get(auditor_zhou, place, purpose="核对")["copies"]
    assert (copy["paper"], copy["content"]) == ("居民户口簿", given["text"])
    assert site.as_(reporter_xu).get(f"/api{place}").status_code == 403
    assert [one["department"] for one in town.get(reporter_xu, "registers/copy_demands")["lines"]] == ["区卫生健康局"]


def asked_of_whom_has_one(site: Site, home: str, person: str) -> None:
    """The desk sees what is held before it asks; a notice that names it is refused by the regulation's words."""
    category = next(iter(PolicyProfile.load("panzhihua").categories))
    case = Case(site, site.as_(desk_chen), category=category, household=home)
    (copy,) = site.as_(desk_chen).get(f"/api/tickets/{case.ticket}/held-copies").json()["held"]
    assert (copy["paper"], copy["person"], copy["copy"]) == ("居民户口簿", person, 1)
    answer = case.take(site.as_(desk_chen), "papers", text="户口簿、结婚证", count=2, papers=["居民户口簿", "结婚证"])
    refused = answer.json()
    assert (answer.status_code, refused["code"], refused["facts"]["papers"]) == (409, "ticket.paper_held", ["居民户口簿"])
    assert (refused["facts"]["value"], refused["facts"]["limit"]) == (1, 0)
    assert "攀枝花" in refused["facts"]["clause"]
    case.taken(site.as_(desk_chen), "papers", text="结婚证", count=1, papers=["结婚证"])
    strange = Case(site, site.as_(desk_chen), category=category)
    assert site.as_(desk_chen).get(f"/api/tickets/{strange.ticket}/held-copies").json()["held"] == []
