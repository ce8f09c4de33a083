"""Who asks to be erased and has no file here is found where others wrote the name."""

from __future__ import annotations

import secrets

import pytest

from api.commands import erasing
from api.context import Actor
from api.problems import RoleForbidden
from api.search.finding import WordsTooFew
from api.search.mentions import mentioned
from domain.ids import CommunityId
from domain.personal_record import Measure, Standing
from tests.api.conftest import Site
from tests.api.lived_in import CODE, COMMUNITY, Town
from tests.people import approver_wang, auditor_zhou, desk_chen, planner_lin, warden_zhao

DESK, OWNER = Actor("chen", "desk"), CommunityId(f"com-{CODE}")
NAME = "钱桂花"


def report(site: Site, text: str) -> str:
    """By anybody, without a household: by its number."""
    category = site.as_().get(f"/api/public/communities/{CODE}").json()["categories"][0]["category"]
    answer = site.as_().post(f"/api/public/communities/{CODE}/tickets", {"category": category, "text": text}, key=secrets.token_hex(8))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


def test_who_is_named_in_a_publics_ticket_is_found_erased_and_found_no_more(site: Site, town: Town):
    """Given two tickets of passers-by, one with a name in it, then the search names that one, tells no text, and is written down."""
    office, ctx = site.office, site.office.ctx(DESK)
    report(site, "三号楼前路灯不亮")
    number = report(site, f"三号楼 {NAME[0]} {NAME[1:]}家门口漏水")
    (found,) = mentioned(ctx, OWNER, NAME, "本人申请删除")
    ticket = site.as_().get(f"/api/public/tickets/{number}").json()
    assert ticket["number"] == number and found["record"] == found["erase"] and found["event"] == "ticket.reported"
    assert NAME not in str(found)
    with office.reading() as connection:
        query = "select purpose from vault.read_log where subject = %s and fields = '{search}'"
        assert connection.execute(query, (found["record"],)).fetchall() == [("本人申请删除",)]
    asked = erasing.propose(office.ctx(DESK, document="润社个〔2026〕8号"), found["erase"], Measure.ERASE, "consent_withdrawn")
    erasing.confirm(office.ctx(Actor("wang", "approver"), document="润社个〔2026〕8号"), asked.answer["measure"])
    assert mentioned(office.ctx(DESK), OWNER, NAME, "核对") == []


def test_what_somebody_came_in_by_goes_with_the_person_also_without_a_household(site: Site, town: Town):
    """Given a resident's tickets and call by the own telephone, then they go with the person; what another reported from there stays."""
    chen, wang, purpose = site.as_(desk_chen), site.as_(approver_wang), {"purpose": "核对"}
    members = [{"relation": "head", "name": "赖留下"}, {"relation": "spouse", "name": "钱桂英", "phone": "13911113333"}]
    body = {"building": town.buildings[2][0]["building"], "door": {"unit": "1", "room": "707"}, "members": members}
    hh = chen.post("/api/households", body).json()["household"]
    person = chen.get(f"/api/households/{hh}").json()["members"][1]["person"]
    category = site.as_().get(f"/api/public/communities/{CODE}").json()["categories"][0]["category"]

    def reported(name: str, phone: str) -> str:
        given = {"category": category, "text": "楼道灯不亮", "reporter_name": name, "reporter_phone": phone}
        return str(chen.post(f"{COMMUNITY}/tickets", given).json()["ticket"])

    own = [reported("钱桂英", "１３９ 1111-3333"), reported("", "+86 139 1111 3333")]
    others = [reported("赖留下", "13911113333"), reported("钱桂英", "13911114444")]
    call = chen.post(f"{COMMUNITY}/calls", {"text": "问低保", "answer": "已告知", "name": "钱桂英", "phone": "13911113333"}).json()["call"]
    asked = {"subject": person, "measure": "erase", "ground": "consent_withdrawn", "document": "润社个〔2026〕9号"}
    stream = chen.post("/api/personal-measures", asked).json()["measure"]
    assert wang.post(f"/api/personal-measures/{stream}/confirmation", {}).status_code == 200
    texts = {each: chen.get(f"/api/tickets/{each}", **purpose).json()["text"] for each in (*own, *others)}
    assert texts == dict.fromkeys(own) | dict.fromkeys(others, "楼道灯不亮")
    assert site.office.vault.standing(call) is Standing.ERASED and site.office.vault.standing(hh) is Standing.IN_USE
    assert site.office.vault.search.find([OWNER], {("phone", "13911113333")}, 9) == [others[0]]


def test_by_http_the_desk_and_the_auditor_search_and_nobody_else(site: Site, town: Town):
    number = report(site, f"{NAME[0]}桂芝家的猫")
    for person, status in ((desk_chen, 200), (auditor_zhou, 200), (planner_lin, 403), (warden_zhao, 403)):
        answer = site.as_(person).post(f"{COMMUNITY}/mentions", {"words": f"{NAME[0]}桂芝", "purpose": "本人申请"})
        assert answer.status_code == status, answer.text
    (found,) = site.as_(desk_chen).post(f"{COMMUNITY}/mentions", {"words": f"{NAME[0]}桂芝", "purpose": "本人申请"}).json()["found"]
    assert site.as_().get(f"/api/public/tickets/{number}").status_code == 200 and set(found) >= {"record", "erase", "position"}
    elsewhere = site.as_(desk_chen).post("/api/communities/321111009999/mentions", {"words": NAME, "purpose": "本人申请"})
    assert (elsewhere.status_code, elsewhere.json()) == (200, {"found": []})
    assert site.as_(desk_chen).post(f"{COMMUNITY}/mentions", {"words": NAME, "purpose": " "}).status_code == 422


def test_who_may_not_search_and_what_is_too_little(site: Site, town: Town):
    with pytest.raises(RoleForbidden):
        mentioned(site.office.ctx(Actor("lin", "planner")), OWNER, NAME, "好奇")
    with pytest.raises(WordsTooFew):
        mentioned(site.office.ctx(DESK), OWNER, " 钱 ", "核对")
